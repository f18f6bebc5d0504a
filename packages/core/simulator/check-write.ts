import type { GrantRecord } from '../src/session/grant-record.js'
import type { Of } from './history.js'
import {
  asked,
  type Circumstances,
  digest,
  mayKeepSpent,
  numbersWentBack,
  type Past,
  refusals,
  spends,
} from './past.js'
import { losesItsStore, type Schedule } from './schedule.js'

/** A record is written: its numbers grow, it forgets no refresh token and brings none back, and holds those of one sign-in. */
export function checkWrite(circumstances: Circumstances, wrote: Of<'wrote'>): void {
  const { schedule, server, broken } = circumstances
  const { realm, before, after } = wrote
  if (after.version <= before.version && before.state !== 'absent') broken(10, `${realm} wrote an older version`)
  if (after.epoch < before.epoch && before.state !== 'absent') broken(10, `${realm} wrote an older epoch`)
  if (before.state === 'active' && after.state === 'active' && before.epoch === after.epoch) {
    checkSuccession(circumstances, wrote)
    checkTakenBack(circumstances, wrote)
  }
  if (isDoubted(before) && isDoubted(after)) checkRevival(circumstances, wrote)
  const families = [after.secrets.refresh, ...after.secrets.spares].map(server.familyOf)
  if (new Set(families).size > 1 && schedule.grant === 'user') broken(14, `${realm} mixed the tokens of two sign-ins`)
  if (before.state !== 'active' && after.state === 'active') checkBeginning(circumstances, wrote)
}

function checkSuccession({ schedule, past, broken }: Circumstances, { realm, before, after }: Of<'wrote'>): void {
  const was = before.secrets.refresh
  const is = after.secrets.refresh
  if (was && !is && !isGivenUp(schedule, past, was)) broken(5, `${realm} forgot ${was}`)
  if (is && is !== was && wasReplaced(past, is) && !mayKeepSpent(past, schedule))
    broken(10, `${realm} brought ${is} back`)
}

/** What was refused gives way to asking again, where that is possible. */
function isGivenUp({ grant }: Schedule, past: Past, refreshToken: string): boolean {
  return grant === 'password' && refusals(past, refreshToken) > 0
}

/** An intent is taken back when its own request spent nothing, but not while another one of that refresh token is undecided. */
function checkTakenBack({ schedule, past, broken }: Circumstances, { realm, before, after }: Of<'wrote'>): void {
  const { refresh } = before.secrets
  if (!refresh || refresh !== after.secrets.refresh || !before.intent || after.intent) return
  if (before.intent.spends !== digest(refresh) || schedule.server === 'static') return
  const isUndecided = spends(past, refresh).some(({ outcome }) => !decided.includes(outcome))
  if (isUndecided && !losesItsStore(schedule)) broken(9, `${realm} forgot that ${refresh} may have been spent`)
}

const decided: readonly (string | undefined)[] = ['unspent', 'misconfigured', 'refused']

/** What was granted for the refresh token that the session ended for want of is not left to be revoked: it begins again with it. */
function checkRevival({ past, broken }: Circumstances, { realm, before, after }: Of<'wrote'>): void {
  const left = after.secrets.pendingRevoke.map(({ token }) => token)
  const late = past.find(
    told =>
      told.what === 'heard' &&
      told.realm === realm &&
      told.granted !== undefined &&
      left.includes(told.granted) &&
      before.intent?.spends === digest(told.refreshToken),
  )
  const isNew = late?.what === 'heard' && !before.secrets.pendingRevoke.some(({ token }) => token === late.granted)
  if (isNew) broken(10, `${realm} did not revive the session with ${late.granted}`)
}

function isDoubted({ state }: GrantRecord): boolean {
  return state === 'refused' || state === 'answer-lost'
}

function checkBeginning(
  { schedule, server, past, broken }: Circumstances,
  { realm, before, after }: Of<'wrote'>,
): void {
  const { silentSince = Number.POSITIVE_INFINITY } = server.familyOf(after.secrets.refresh) ?? {}
  const isLate = before.epoch > silentSince && begins({ before, after }) && !hasSignedIn(past, realm, before.epoch)
  if (isLate && !numbersWentBack(past, schedule))
    broken(13, `${realm} began a silent session after a later sign-in or sign-out`)
  const isRevived = /refused|answer-lost|store-gone/.test(before.state) && before.epoch === after.epoch
  const begun = past.filter(told => told.what === 'wrote' && told.realm === realm && begins(told))
  if (schedule.grant !== 'user') return
  if (!isRevived && !losesItsStore(schedule) && begun.length >= asked(past, realm, /^sign in as/))
    broken(13, `${realm} began a session that nobody asked for`)
}

/** Also where that could not be stored for a while, be it since before this epoch: it is stored together with what came later. */
function hasSignedIn(past: Past, realm: string, epoch: number): boolean {
  const began = past.findLastIndex(
    told => told.what === 'wrote' && told.after.epoch === epoch && told.before.epoch !== epoch,
  )
  const wrote = past.findLastIndex(told => told.what === 'wrote' && told.realm === realm)
  return past
    .slice(Math.max(0, Math.min(began, wrote)))
    .some(told => told.what === 'did' && told.realm === realm && interactive.test(told.move))
}

/** How a user signs in who takes part in it. */
const interactive = /^(?:sign in|sign in briefly|switch account),/

function wasReplaced(past: Past, refreshToken: string): boolean {
  return past.some(
    told =>
      told.what === 'wrote' &&
      told.before.secrets.refresh === refreshToken &&
      told.after.secrets.refresh !== refreshToken,
  )
}

function begins({ before, after }: { readonly before: GrantRecord; readonly after: GrantRecord }): boolean {
  return after.state === 'active' && (before.state === 'absent' || after.epoch > before.epoch)
}
