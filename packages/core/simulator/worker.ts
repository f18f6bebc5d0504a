import { parentPort } from 'node:worker_threads'
import { digestAtOnce } from './determinism.js'
import { liveQuickly } from './life.js'
import { scheduleOf } from './schedule.js'
import { sum, type Tally, tallyOf } from './tally.js'

/** Seeds to live through, the first one and how many. */
export interface Share {
  readonly from: number
  readonly count: number
}

digestAtOnce()
parentPort?.on('message', async ({ from, count }: Share) => {
  const tallies: Tally[] = []
  for (let seed = from; seed < from + count; seed++) tallies.push(tallyOf(seed, await liveQuickly(scheduleOf(seed))))
  parentPort?.postMessage(sum(tallies))
})
