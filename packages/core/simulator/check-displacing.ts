import { defaultLimits } from '../src/session/platform.js'
import type { Happening, Of } from './history.js'
import type { Circumstances, Past } from './past.js'

/**
 * A holder is displaced that had written nothing for twice the time of a request: when the one who displaces it wrote that it
 * would, or last read, where there is nothing to spend and so nothing to write.
 */
export function checkDisplacing({ past, broken }: Circumstances, { realm }: Of<'displaced'>): void {
  const own = (told: Happening) => told.realm === realm && (told.what === 'locked' || isClaim(told))
  const claimed = past.findLast(own)?.what === 'wrote' ? past.findLastIndex(own) : -1
  const decided = Math.max(claimed, 0) || past.findLastIndex(told => told.realm === realm && told.what === 'read')
  const silence = (past[decided]?.at ?? 0) - lastSign(past.slice(0, decided))
  if (silence < 2 * defaultLimits.request) broken(11, `${realm} displaced a holder after ${silence} ms of silence`)
}

function isClaim(told: Happening): boolean {
  if (told.what !== 'wrote') return false
  const { before, after } = told
  return JSON.stringify({ ...before, version: 0 }) === JSON.stringify({ ...after, version: 0 })
}

function lastSign(past: Past): number {
  return past.findLast(told => told.what === 'wrote')?.at ?? Number.NEGATIVE_INFINITY
}
