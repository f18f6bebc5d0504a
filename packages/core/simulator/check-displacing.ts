import { defaultLimits } from '../src/session/platform.js'
import type { Happening, Of } from './history.js'
import type { Circumstances, Past } from './past.js'

/**
 * A holder is displaced that had written nothing for twice the time of a request: when the one who displaces it wrote that it
 * would, or last read, where there is nothing to spend and so nothing to write.
 */
export function checkDisplacing({ past, broken }: Circumstances, { realm }: Of<'displaced'>): void {
  const lastOwn = (is: (told: Happening) => boolean) => past.findLastIndex(told => told.realm === realm && is(told))
  const decisions = [lastOwn(isClaim), lastOwn(({ what }) => what === 'read')].filter(index => index >= 0)
  const silence = Math.max(...decisions.map(index => silenceAt(past, index)))
  if (silence < 2 * defaultLimits.request) broken(11, `${realm} displaced a holder after ${silence} ms of silence`)
}

function isClaim(told: Happening): boolean {
  if (told.what !== 'wrote') return false
  const { before, after } = told
  return JSON.stringify({ ...before, version: 0 }) === JSON.stringify({ ...after, version: 0 })
}

function silenceAt(past: Past, index: number): number {
  const sign = past.slice(0, index).findLast(({ what }) => what === 'wrote')
  return (past[index]?.at ?? 0) - (sign?.at ?? Number.NEGATIVE_INFINITY)
}
