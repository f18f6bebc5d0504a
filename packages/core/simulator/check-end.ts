import type { GrantRecord } from '../src/session/grant-record.js'
import type { Of } from './history.js'
import { asked, type Circumstances, met, type Past, refusals, spends } from './past.js'
import { happensIn, losesItsStore, type Schedule } from './schedule.js'

/** A session ends: by a named outcome that the history justifies. */
export function checkEnd(circumstances: Circumstances, wrote: Of<'wrote'>): void {
  const { schedule, past, broken } = circumstances
  const { realm, after } = wrote
  if (schedule.grant !== 'user' && over.includes(after.state)) {
    broken(7, `${realm} ended as ${after.state} what can be asked for again`)
    return
  }
  switch (after.state) {
    case 'signed-out':
      if (asked(past, realm, /sign out/) === 0) broken(7, `${realm} signed out, and nobody asked it to`)
      return
    case 'expired':
      checkExpiry(circumstances, wrote)
      return
    case 'subject-mismatch':
      if (met(past, 'is answered for somebody else') === 0) broken(7, `${realm} saw somebody else where nobody was`)
      return
    case 'store-gone':
      if (met(past, 'reads garbage') === 0) broken(7, `${realm} gave a store up that could be read`)
      return
    case 'refused':
    case 'answer-lost':
      checkRefusal(circumstances, wrote)
      return
    default:
      broken(7, `${realm} ended the session as ${after.state}`)
  }
}

const over: readonly GrantRecord['state'][] = ['signed-out', 'expired', 'refused', 'answer-lost']

/** There is nothing to renew the session with, and nothing left to serve. */
function checkExpiry({ schedule, server, clock, broken }: Circumstances, { realm, before }: Of<'wrote'>): void {
  const { refresh, spares, access } = before.secrets
  if (refresh ?? spares[0])
    broken(7, `${realm} let the session expire, which ${refresh ?? spares[0]} could have renewed`)
  const isAlive = ({ token }: { readonly token: string }) => (server.about(token)?.diesAt ?? 0) > clock.monotonic()
  const alive = Object.values(access).find(isAlive)
  if (alive && !happensIn(schedule, 'set the clock')) broken(7, `${realm} let the session expire before ${alive.token}`)
}

/** All that was known had been refused, more than once, and for a cause. Two lagging replicas in a row deceive anybody. */
function checkRefusal({ schedule, server, past, broken }: Circumstances, { realm, before, after }: Of<'wrote'>): void {
  const { refresh, spares } = before.secrets
  if (refresh === undefined) {
    broken(7, `${realm} ended the session as ${after.state}, and nothing was refused`)
    return
  }
  if (spares.length > 0) broken(8, `${realm} gave up without trying ${spares.join(', ')}`)
  const lost = forgotten(past, [refresh, ...spares]).find(
    token => server.isGood(token) && server.familyOf(token) === server.familyOf(refresh),
  )
  if (lost && !losesItsStore(schedule))
    broken(8, `${realm} gave up while ${lost}, which somebody has forgotten, was still good`)
  const good = [refresh, ...spares].find(server.isGood)
  const isDeceived = met(past, 'meets a replica that lags') > 1
  if (good && !isDeceived) broken(8, `${realm} gave up while ${good} was still good`)
  if (refusals(past, refresh) === 0)
    broken(7, `${realm} ended the session as ${after.state}, and nobody had refused ${refresh}`)
  if (refusals(past, refresh) < 2 && !isDeceived) broken(8, `${realm} believed the first refusal of ${refresh}`)
  const revoked = server.familyOf(refresh)?.revoked
  if (good || happensIn(schedule, 'lose the newest token') || revoked === 'forgotten' || revoked === 'by its client')
    return
  const isLate = schedule.server === 'grace' && revoked === 'reuse detected'
  if (isLate && !wasHindered(past, schedule)) broken(9, `${realm} asked again too late, and nothing had hindered it`)
  if (schedule.server === 'static' || (schedule.server === 'grace' && !isLate))
    broken(7, `${realm} lost the session at a server that forgives`)
  if (spends(past, refresh).length < 2 && met(past, 'is sent twice by the transport') === 0)
    broken(7, `${realm} ended the session as ${after.state} without a cause`)
}

/** Whether more went wrong than one message. */
function wasHindered(past: Past, schedule: Schedule): boolean {
  const faults = past.filter(told => told.what === 'met')
  const isUnwell = faults.some(({ fault }) => /crashes|freezes|lapses/.test(fault))
  return faults.length > 1 || isUnwell || happensIn(schedule, ...hindrances)
}

const hindrances = [
  'crash',
  'freeze',
  'hide',
  'go offline',
  'set the clock',
  'steal the lock',
  'take the store down',
  'lose the sealing key',
] as const

/** Refresh tokens that a realm was granted, nobody has spent, and the record does not know, though the realm has written before it crashed. */
function forgotten(past: Past, known: readonly string[]): readonly string[] {
  return past.flatMap((heard, index) => {
    if (heard.what !== 'heard' || !heard.granted || known.includes(heard.granted)) return []
    if (spends(past, heard.granted).length > 0) return []
    const since = past.slice(index).filter(({ realm }) => realm === heard.realm)
    const crash = since.findIndex(told => told.what === 'met' && told.fault.startsWith('crashes'))
    const wrote = since.slice(0, crash < 0 ? since.length : crash).some(told => told.what === 'wrote')
    return wrote ? [heard.granted] : []
  })
}
