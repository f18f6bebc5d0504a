import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { conditions } from './vitest.mutants.config.ts'

// What is said on the wire: tried with the tests beside it and those of the flows, which need no session and take seconds.
const core = 'packages/core/src'

/** The tests beside what is changed come first, because most changes are noticed there, and those that start programs last. */
class NearFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const distance = ({ moduleId }: TestSpecification) =>
      moduleId.includes('unneeded-quirk') ? 2 : Number(!/\/(messages|endpoints)\//.test(moduleId))
    return files.toSorted((one, other) => distance(one) - distance(other))
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [`${core}/{messages,endpoints,grants}/*.test.ts`, `${core}/!(diagnose).test.ts`],
    setupFiles: ['packages/core/test-support/steady-draws.ts'],
    sequence: { sequencer: NearFirst },
    isolate: false,
    // A change that makes a test wait is found by this, however busy the machine is.
    testTimeout: 20_000,
  },
})
