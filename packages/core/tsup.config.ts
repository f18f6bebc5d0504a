import { defineConfig } from 'tsup'
import { exports } from './package.json'

export default defineConfig({
  entry: Object.values(exports).map(entry => entry['@tessera/source']),
  format: ['esm'],
  dts: false,
  clean: true,
  splitting: true,
  target: 'es2023',
})
