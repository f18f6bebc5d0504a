import type { GrantRecord } from '../src/session/grant-record.js'
import type { Of } from './history.js'
import { asked, type Circumstances, type Past, wasRobbed } from './past.js'
import { losesItsStore } from './schedule.js'

/** A record is written: its numbers grow, it forgets no refresh token and brings none back, and holds those of one sign-in. */
export function checkWrite(circumstances: Circumstances, wrote: Of<'wrote'>): void {
  const { server, broken } = circumstances
  const { realm, before, after } = wrote
  if (after.version <= before.version && before.state !== 'absent') broken(10, `${realm} wrote an older version`)
  if (after.epoch < before.epoch && before.state !== 'absent') broken(10, `${realm} wrote an older epoch`)
  if (before.state === 'active' && after.state === 'active' && before.epoch === after.epoch)
    checkSuccession(circumstances, wrote)
  const families = [after.secrets.refresh, ...after.secrets.spares].map(server.familyOf)
  if (new Set(families).size > 1) broken(14, `${realm} mixed the tokens of two sign-ins`)
  if (before.state !== 'active' && after.state === 'active') checkBeginning(circumstances, wrote)
}

function checkSuccession({ schedule, past, broken }: Circumstances, { realm, before, after }: Of<'wrote'>): void {
  const was = before.secrets.refresh
  const is = after.secrets.refresh
  if (was && !is) broken(5, `${realm} forgot ${was}`)
  if (is && is !== was && wasReplaced(past, is) && !wasRobbed(past, schedule)) broken(10, `${realm} brought ${is} back`)
}

function checkBeginning({ schedule, past, broken }: Circumstances, { realm, before, after }: Of<'wrote'>): void {
  const isRevived = /refused|answer-lost|store-gone/.test(before.state) && before.epoch === after.epoch
  const begun = past.filter(told => told.what === 'wrote' && told.realm === realm && begins(told))
  if (!isRevived && !losesItsStore(schedule) && begun.length >= asked(past, realm, /^sign in as/))
    broken(13, `${realm} began a session that nobody asked for`)
}

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
