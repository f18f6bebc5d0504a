import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/implicit.ts'],
  format: ['esm'],
  dts: false,
  clean: true,
  target: 'es2023',
})
