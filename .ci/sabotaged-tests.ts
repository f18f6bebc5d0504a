import { availableParallelism } from 'node:os'
import { startVitest, type TestModule } from 'vitest/node'
import { root } from './files.ts'
import { type Sabotage, sabotaged } from './sabotage.ts'

/** What became of the tests of the promises. */
export interface SabotagedTests {
  /** The promises that were found broken, by number. */
  readonly broken: readonly number[]
  /** Why no test ran. */
  readonly errors: readonly string[]
}

const conditions = ['@tessera/source', 'import', 'module', 'default']

/** Runs the tests of the promises once for every sabotage, all in one vitest: each is a project there, with a source of its own. */
export async function sabotagedTests(
  sabotages: readonly Sabotage[],
  tests: string,
): Promise<ReadonlyMap<Sabotage, SabotagedTests>> {
  const projects = sabotages.map((sabotage, index) => ({
    plugins: [sabotaging(sabotage)],
    root,
    resolve: { conditions },
    ssr: { resolve: { conditions: [...conditions, 'node'] } },
    test: { name: `${index}`, include: [tests] },
  }))
  const vitest = await startVitest([], {
    config: false,
    root,
    watch: false,
    fsModuleCache: false,
    maxWorkers: Math.max(2, availableParallelism()),
    testNamePattern: '^\\d+\\.',
    reporters: [{}],
    projects,
  })
  const modules = vitest.state.getTestModules()
  await vitest.close()
  // It has been set because tests fail, as they have to.
  process.exitCode = undefined
  return new Map(sabotages.map((sabotage, index) => [sabotage, outcomeOf(modules, `${index}`)]))
}

/** Two plugins of one name would share what they made of a module. */
function sabotaging(sabotage: Sabotage) {
  const transform = (source: string, id: string) => sabotaged(source, id, sabotage)
  return { name: sabotage.name, enforce: 'pre' as const, transform }
}

function outcomeOf(modules: readonly TestModule[], project: string): SabotagedTests {
  const module = modules.find(each => each.project.name === project)
  if (!module) return { broken: [], errors: ['The tests did not run.'] }
  const failed = [...module.children.allTests('failed')].map(({ fullName }) => Number.parseInt(fullName, 10))
  const broken = [...new Set(failed)].toSorted((one, other) => one - other)
  return { broken, errors: module.errors().map(({ message }) => message) }
}
