import { defaultLimits } from '../src/session/platform.js'
import type { Happening, Of } from './history.js'
import { type Circumstances, mayHaveReadNothing, numbersWentBack, type Past } from './past.js'

/**
 * A holder is displaced that had written nothing for twice the time of a request, when the one who displaces it wrote that it would, or,
 * where tokens can be asked for again, when it last read.
 */
export function checkDisplacing({ schedule, past, broken }: Circumstances, { realm }: Of<'displaced'>): void {
  const isUser = schedule.grant === 'user'
  if (!isUser && (mayHaveReadNothing(past, realm) || numbersWentBack(past, schedule))) return
  const silence = Math.max(...[isClaim, ...(isUser ? [] : [isRead])].map(silenceAtLast))
  if (silence < 2 * defaultLimits.request) broken(11, `${realm} displaced a holder after ${silence} ms of silence`)

  function silenceAtLast(isIt: (told: Happening) => boolean): number {
    const index = past.findLastIndex(told => told.realm === realm && isIt(told))
    return index < 0 ? 0 : silenceAt(past, index)
  }
}

function isRead({ what }: Happening): boolean {
  return what === 'read'
}

/** Nothing but the version is another, as far as the record could still be opened. */
function isClaim(told: Happening): boolean {
  if (told.what !== 'wrote') return false
  const { before, after } = told
  if (before.state === 'store-gone') return before.epoch === after.epoch
  return JSON.stringify({ ...before, version: 0 }) === JSON.stringify({ ...after, version: 0 })
}

function silenceAt(past: Past, index: number): number {
  const sign = past.slice(0, index).findLast(({ what }) => what === 'wrote')
  return (past[index]?.at ?? 0) - (sign?.at ?? Number.NEGATIVE_INFINITY)
}
