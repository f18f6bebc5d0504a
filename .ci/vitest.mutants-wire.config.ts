import { defineConfig } from 'vitest/config'
import mutants from './vitest.mutants.config.ts'

// What is said on the wire: tried with the tests beside it and those of the flows, which need no session and take seconds.
const { resolve, ssr } = mutants
const core = 'packages/core/src'

export default defineConfig({
  resolve,
  ssr,
  test: {
    include: [`${core}/{messages,endpoints,grants}/*.test.ts`, `${core}/!(diagnose).test.ts`],
    setupFiles: ['packages/core/test-support/steady-draws.ts'],
    isolate: false,
    // A change that makes a test wait is found by this, however busy the machine is.
    testTimeout: 20_000,
  },
})
