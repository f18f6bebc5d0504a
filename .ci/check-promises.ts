// That every promise of the rotation stands in the same words in the documentation, in the code and over its tests, and that the
// tests of a promise notice when it is broken. What the simulator notices of each sabotage is printed, too; that decides nothing.
import { availableParallelism } from 'node:os'
import { promises } from '../packages/core/simulator/promise-names.ts'
import { sabotages } from '../packages/core/simulator/sabotages.ts'
import { exec, type Outcome, report } from './exec.ts'
import { missingWords, tests } from './promise-words.ts'
import type { Sabotage } from './sabotage.ts'
import { sabotagedTests } from './sabotaged-tests.ts'

const schedules = 3000

/** The promises, by number, of which the tests and the simulator said that they were broken, and what else went wrong. */
interface Noticed {
  readonly sabotage: Sabotage
  readonly byTests: readonly number[]
  readonly bySimulator: readonly number[]
  /** A run that broke no promise, but itself. */
  readonly failures: readonly string[]
}

const noticed = await everySabotage()
for (const { sabotage, byTests, bySimulator } of noticed)
  console.log(
    `${sabotage.promise}. ${sabotage.name}: broke ${listed(byTests)} in the tests, ${listed(bySimulator)} in the simulator`,
  )
const problems = [
  ...missingWords(),
  ...noticed.flatMap(isNoticed),
  ...promises.flatMap((_, index) => isAlone(index + 1)),
]
report(problems, `${promises.length} promises are kept, and ${sabotages.length} sabotages were noticed`)

function isNoticed({ sabotage: { name, promise }, byTests, failures }: Noticed): readonly string[] {
  return [
    ...failures.map(output => `Nobody could tell what this breaks: ${name}.\n${output}`),
    ...(byTests.includes(promise) ? [] : [`No test of promise ${promise} noticed: ${name}.`]),
  ]
}

function isAlone(promise: number): readonly string[] {
  const own = noticed.some(({ byTests }) => byTests.length === 1 && byTests[0] === promise)
  return own ? [] : [`No sabotage is noticed by the tests of promise ${promise} alone.`]
}

async function everySabotage(): Promise<readonly Noticed[]> {
  const [inTests, inSimulator] = [await sabotagedTests(sabotages, tests), await simulations()]
  const found = sabotages.map(sabotage => {
    const { broken = [], errors = [] } = inTests.get(sabotage) ?? {}
    const { code = 1, output = '' } = inSimulator.get(sabotage) ?? {}
    const failures = [...errors, ...(code === 0 ? [] : [output])]
    return { sabotage, byTests: broken, bySimulator: numbersIn(output), failures }
  })
  return found.toSorted((one, other) => one.sabotage.promise - other.sabotage.promise)
}

/** As many at once as there are processors. */
async function simulations(): Promise<ReadonlyMap<Sabotage, Outcome>> {
  const waiting = [...sabotages]
  const outcomes = new Map<Sabotage, Outcome>()
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) outcomes.set(next, await simulated(next))
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker))
  return outcomes
}

function simulated(sabotage: Sabotage): Promise<Outcome> {
  const simulator = [
    '--import',
    './.ci/from-source.ts',
    'packages/core/simulator/broken.ts',
    `${sabotage.promise}`,
    `${schedules}`,
  ]
  return exec('node', simulator, { env: { SABOTAGE: JSON.stringify(sabotage) } })
}

function listed(promises: readonly number[]): string {
  return promises.join(', ') || 'nothing'
}

/** One on a line. */
function numbersIn(output: string): readonly number[] {
  return [...output.matchAll(/^(\d+)\.$/gm)].map(([, number]) => Number(number)).toSorted((a, b) => a - b)
}
