// Prints the promises that are found broken, one to a line, until the one that was named is among them.
import { digestAtOnce } from './determinism.js'
import { liveQuickly } from './life.js'
import { scheduleOf } from './schedule.js'

const [promise, schedules] = process.argv.slice(2)
const broken = new Set<string>()

digestAtOnce()
for (let seed = 0; seed < Number(schedules) && !broken.has(`${promise}.`); seed++) {
  const { history } = await liveQuickly(scheduleOf(seed))
  for (const breach of history.breaches) broken.add(breach.split(' ')[0] ?? '')
}
for (const number of broken) console.log(number)
