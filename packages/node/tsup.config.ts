import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/password.ts'],
  format: ['esm'],
  dts: false,
  clean: true,
  splitting: true,
  target: 'es2023',
})
