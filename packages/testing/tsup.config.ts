import { defineConfig } from 'tsup'

// One file per module, laid out as in the workspace, for what core's own tests and these suites share stands in core.
export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts', '../core/test-support/{hand-clock,store-suite,lock-suite}.ts'],
  format: ['esm'],
  bundle: false,
  dts: false,
  clean: true,
  target: 'es2023',
})
