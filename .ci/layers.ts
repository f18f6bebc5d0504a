import type { Module } from './modules.ts'

const core = 'packages/core/src/'
/** Core from the bottom up, as docs/architecture.md draws it; what lies beside these folders composes them. */
const layers = ['', 'ports', 'messages', 'endpoints', 'grants', 'providers', 'session']
const bottom = ['digest', 'errors', 'secure-url', 'token-set', 'want']

/** Imports by which a lower layer of core stands on a higher one, types included. */
export function climbs(modules: readonly Module[]): readonly string[] {
  return modules
    .filter(({ path }) => path.startsWith(core))
    .flatMap(({ path, imports }) =>
      imports.filter(({ from }) => layerOf(from) > layerOf(path)).map(({ from }) => `${path} imports ${from}`),
    )
}

function layerOf(path: string): number {
  if (!path.startsWith(core)) return -1
  const [first = '', second] = path.slice(core.length).replace(/\.ts$/, '').split('/')
  const layer = second === undefined && bottom.includes(first) ? '' : first
  return layers.includes(layer) ? layers.indexOf(layer) : layers.length
}
