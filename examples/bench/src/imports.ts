import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { atMost, type Measured, seen } from './measure.ts'

const runs = 9
const peers = ['@badgateway/oauth2-client', 'oauth4webapi', 'openid-client', '@azure/msal-node']

/** Whole processes, started in turns: one that imports the package, and an empty one. */
export function imports(): readonly Measured[] {
  return [
    atMost('import of @tessera/node over an empty process', importTime('@tessera/node'), 15, ' ms'),
    ...peers.map(peer => seen(`… of ${peer}`, importTime(peer), ' ms')),
  ]
}

function importTime(specifier: string): number {
  const difference = () => processTime(`import '${specifier}'`) - processTime('')
  return Array.from({ length: runs }, difference).sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN
}

function processTime(program: string): number {
  const began = performance.now()
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd })
  return performance.now() - began
}
