import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { atMost, type Measured } from './measure.ts'

const runs = 9

/** Whole processes, started in turns: one that imports the package, and an empty one. */
export function imports(): readonly Measured[] {
  const differences = Array.from({ length: runs }, () => processTime("import '@tessera/node'") - processTime(''))
  const middle = differences.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
  return [atMost('import of @tessera/node over an empty process', middle, 15, ' ms')]
}

function processTime(program: string): number {
  const began = performance.now()
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd })
  return performance.now() - began
}
