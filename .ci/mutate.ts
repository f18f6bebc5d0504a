// Changes the source in every small way that stryker knows, one at a time, and runs the tests of core against each. A change that no
// test notices is a mutant that survives; docs/mutants.md has to say of each why it may, and of no other.
import { availableParallelism } from 'node:os'
import { Stryker } from '@stryker-mutator/core'
import { report } from './exec.ts'
import { read } from './files.ts'
import { explainedIn, mutantOf, toldAs } from './mutants.ts'

/** Which modules are changed, and which tests are run against each change. */
interface Group {
  readonly mutate: readonly string[]
  readonly tests: string
}

const page = 'docs/mutants.md'
const home = 'packages/core/src'
const rotation =
  'access-tokens,backoff,entrance,flights,grant-changes,grant-record,known-grant,obtain,one-flight,recovery,rotation,shared-grant,write-grant'
const onTheWire = '.ci/vitest.mutants-wire.config.ts'
const groups: Readonly<Record<string, Group>> = {
  rotation: {
    mutate: [
      `${home}/digest.ts`,
      `${home}/session/{${rotation}}.ts`,
      `${home}/ports/{lock,pause,signs-of-life,store-lock}.ts`,
    ],
    tests: '.ci/vitest.mutants.config.ts',
  },
  messages: { mutate: [`${home}/messages/!(*.test).ts`], tests: onTheWire },
  endpoints: { mutate: [`${home}/endpoints/!(*.test).ts`], tests: onTheWire },
}

const [name = '', ...flags] = process.argv.slice(2)
const group = groups[name]
if (!group) throw new Error(`Which modules shall be changed? Say one of: ${Object.keys(groups).join(', ')}`)

const mutants = await new Stryker({
  mutate: [...group.mutate],
  ignorePatterns: ['/*', '!/packages', '/packages/*', '!/packages/core', '!/docs', '!/.ci', '!/*.json'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: group.tests },
  coverageAnalysis: 'perTest',
  // A change that makes a test wait is found by vitest's own limit, and one that loops by counting: this is for a machine that is busy.
  timeoutMS: 60_000,
  concurrency: availableParallelism(),
  // Tries only what may have changed since the last time, judging by the changed module and its tests alone.
  incremental: flags.includes('--incremental'),
  incrementalFile: `.cache/mutants-${name}.json`,
  tempDirName: '.cache/stryker',
  cleanTempDir: 'always',
  reporters: ['progress-append-only'],
}).runMutationTest()

const living = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
for (const file of new Set(mutants.map(({ fileName }) => fileName))) console.log(scoreOf(file))
console.log(scoreOf(''))

const survivors = living.map(mutant => toldAs(mutantOf(mutant)))
const explained = explainedIn(read(page), name).map(toldAs)
report(
  [
    ...without(survivors, explained).map(mutant => `${page} does not explain, and no test notices:\n${mutant}`),
    ...without(explained, survivors).map(mutant => `${page} explains, but it does not survive:\n${mutant}`),
  ],
  `${page} explains all ${survivors.length} that nobody noticed`,
)

function scoreOf(file: string): string {
  const all = mutants.filter(({ fileName }) => fileName.endsWith(file)).length
  const noticed = all - living.filter(({ fileName }) => fileName.endsWith(file)).length
  return `${((noticed / all) * 100).toFixed(1).padStart(5)} %  ${noticed} of ${all}  ${file.split(`${home}/`).at(-1) || 'in all'}`
}

/** Each as often as there are more of it here than there. */
function without(these: readonly string[], those: readonly string[]): readonly string[] {
  const left = [...those]
  return these.filter(each => {
    const found = left.indexOf(each)
    if (found >= 0) left.splice(found, 1)
    return found < 0
  })
}
