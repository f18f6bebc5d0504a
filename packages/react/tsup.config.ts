import { defineConfig } from 'tsup'

// The bundler drops the directive of a source file, so it is written onto the entry.
export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm'],
  dts: false,
  clean: true,
  target: 'es2023',
  banner: { js: "'use client'" },
})
