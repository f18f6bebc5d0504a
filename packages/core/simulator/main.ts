// Lives through as many schedules as it is asked for, and says how they ended. Exit code 1: a promise was broken; 2: it was asked for what cannot be.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { digestAtOnce } from './determinism.js'
import { live } from './life.js'
import { optionsIn } from './options.js'
import { scheduleOf } from './schedule.js'
import { shrunk } from './shrink.js'
import { story } from './story.js'
import { sum, type Tally, table } from './tally.js'
import { problemsOf } from './verdict.js'
import type { Share } from './worker.js'

const options = optionsIn(process.argv.slice(2))
if ('problem' in options) {
  console.error(options.problem)
  process.exit(2)
}
const { schedules: count, seed: from } = options
/** Megabytes: what a life leaves behind is gone before it is looked at twice. */
const maxYoungGenerationSizeMb = 64

digestAtOnce()
if (count === 1) await tell(from)
else await report(await everySchedule())

async function tell(seed: number): Promise<void> {
  const schedule = scheduleOf(seed)
  const life = await live(schedule)
  console.log(story(schedule, life))
  if (life.history.breaches.length > 0) process.exitCode = 1
}

async function everySchedule(): Promise<Tally> {
  const shares = sharesOf(500)
  const began = performance.now()
  let tally = sum([])
  const work = async () => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb } })
    for (let share = shares.shift(); share; share = shares.shift()) {
      const more = await lived(worker, share)
      tally = sum([tally, more])
      progress(tally, performance.now() - began)
    }
    await worker.terminate()
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return tally
}

function sharesOf(size: number): Share[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, index) => ({
    from: from + index * size,
    count: Math.min(size, count - index * size),
  }))
}

function lived(worker: Worker, share: Share): Promise<Tally> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (tally: Tally) => {
      worker.off('error', reject)
      resolve(tally)
    })
    worker.postMessage(share)
  })
}

function progress({ schedules, failures }: Tally, milliseconds: number): void {
  const line = `${schedules} of ${count} schedules, ${failures.length} broke a promise, ${Math.round(milliseconds / 1000)} s`
  if (process.stdout.isTTY) process.stdout.write(`\r${line}`)
  else if (schedules === count) console.log(line)
}

async function report(tally: Tally): Promise<void> {
  const { schedules, risky, outcomes, failures } = tally
  console.log(`\n${table(tally)}\n`)
  console.log(`Seeds ${from} to ${from + count - 1}. They ended: ${JSON.stringify(outcomes)}.`)
  console.log(`With a fault between intent and commit: ${Math.round((100 * risky) / schedules)} %.`)
  for (const { seed, breaches } of failures.slice(0, 5)) {
    const smallest = await shrunk(scheduleOf(seed))
    console.log(`\nSeed ${seed}: ${breaches.join(' ')}\nShrunk:\n${story(smallest, await live(smallest))}`)
    console.log(`The whole of it: npm run simulate -- --schedules 1 --seed ${seed}`)
  }
  const problems = problemsOf(tally)
  for (const problem of problems) console.error(`✗ ${problem}`)
  if (problems.length > 0) process.exitCode = 1
}
