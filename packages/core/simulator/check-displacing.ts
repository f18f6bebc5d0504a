import { defaultLimits } from '../src/session/platform.js'
import type { Of } from './history.js'
import type { Circumstances, Past } from './past.js'

/** Milliseconds between reading that a holder is silent and displacing it, on slow ways. */
const longestWay = 10_000

/** A holder is displaced that has written nothing for twice the time of a request, as far as the one who displaces it could read. */
export function checkDisplacing({ past, broken }: Circumstances, { realm, at }: Of<'displaced'>): void {
  const looks = past.flatMap((told, index) =>
    told.what === 'read' && told.realm === realm ? [{ ...told, index }] : [],
  )
  const recent = looks.filter((look, nth) => nth === looks.length - 1 || at - look.at <= longestWay)
  const silences = recent.map(({ index }) => at - lastSign(past.slice(0, index)))
  const longest = Math.max(...silences)
  if (longest < 2 * defaultLimits.request) broken(11, `${realm} displaced a holder after ${longest} ms of silence`)
}

function lastSign(past: Past): number {
  return past.findLast(told => told.what === 'wrote')?.at ?? Number.NEGATIVE_INFINITY
}
