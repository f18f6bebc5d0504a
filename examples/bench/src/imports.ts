import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { atMost, type Measured, seen } from './measure.ts'

const runs = 15
const peers = ['@badgateway/oauth2-client', 'oauth4webapi', 'openid-client', '@azure/msal-node']

/** Whole processes, started in turns: one that imports the package, and an empty one. The least disturbed of each count. */
export function imports(): readonly Measured[] {
  return [
    atMost('import of @tessera/node over an empty process', importTime('@tessera/node'), 15, ' ms'),
    ...peers.map(peer => seen(`… of ${peer}`, importTime(peer), ' ms')),
  ]
}

function importTime(specifier: string): number {
  const importing: number[] = []
  const empty: number[] = []
  for (let run = 0; run < runs; run++) {
    importing.push(processTime(`import '${specifier}'`))
    empty.push(processTime(''))
  }
  return Math.min(...importing) - Math.min(...empty)
}

function processTime(program: string): number {
  const began = performance.now()
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd })
  return performance.now() - began
}
