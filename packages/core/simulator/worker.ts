import { parentPort } from 'node:worker_threads'
import { digestAtOnce } from './determinism.js'
import { live } from './life.js'
import { scheduleOf } from './schedule.js'
import { emptyTally, sum, tallyOf } from './tally.js'

/** Seeds to live through, the first one and how many. */
export interface Share {
  readonly from: number
  readonly count: number
}

digestAtOnce()
Error.stackTraceLimit = 0

parentPort?.on('message', async ({ from, count }: Share) => {
  let tally = emptyTally
  for (let seed = from; seed < from + count; seed++) {
    const life = await live(scheduleOf(seed))
    tally = sum(tally, tallyOf(seed, life))
  }
  parentPort?.postMessage(tally)
})
