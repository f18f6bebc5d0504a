import { inspect } from 'node:util'

/** Everything that a logger could write of a thrown value, its causes included. */
export function outputs(thrown: unknown): string {
  const causes = thrown instanceof Error && thrown.cause ? outputs(thrown.cause) : ''
  return [String(thrown), JSON.stringify(thrown), inspect(thrown, { depth: 20, showHidden: true }), causes].join('\n')
}
