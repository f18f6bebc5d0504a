import { defineConfig } from 'tsup'

// One file per module, as in src: the application's bundler decides what belongs together, and names what is loaded later.
export default defineConfig({
  entry: ['src/**/*.{ts,tsx}', '!src/**/*.test.{ts,tsx}'],
  format: ['esm'],
  bundle: false,
  dts: false,
  clean: true,
  target: 'es2023',
})
