import { lifetime } from './authorization-server.js'
import type { Of } from './history.js'
import { type Circumstances, digest, mayKeepSpent, spends, wasRejected } from './past.js'
import { happensIn } from './schedule.js'

/** Milliseconds between the writing of an intent and the request, trips included. */
const longestIntent = 2_100
/** Milliseconds before its end from which on an access token is renewed. */
export const margin = 30_000

/** A refresh token is sent: after reading under the lock, with an intent, for want of a fresh token when that was written, and never again unrecorded. */
export function checkSpend({ schedule, clock, past, broken }: Circumstances, sent: Of<'sent'>): void {
  const { realm, refreshToken, want, stored } = sent
  const mine = past.filter(told => told.realm === realm)
  const locked = mine.findLastIndex(({ what }) => what === 'locked')
  const read = mine.findLastIndex(({ what }) => what === 'read')
  if (locked < 0 || read < locked) broken(3, `${realm} did not read again before it sent ${refreshToken}`)

  const spent = digest(refreshToken)
  const intents = past.flatMap(told =>
    told.what === 'wrote' && told.after.intent?.spends === spent
      ? [{ ...told.after.intent, at: told.at, before: told.before }]
      : [],
  )
  const own = intents.findLast(({ by }) => by === realm)
  if (!own) broken(9, `${realm} sent ${refreshToken} without an intent`)
  else if (sent.at - own.at > longestIntent) broken(2, `${realm} sent ${refreshToken} long after its intent`)

  const last = mine.findLast(
    told => (told.what === 'heard' || told.what === 'sent') && told.refreshToken === refreshToken,
  )
  const confirms = last?.what === 'heard' && last.outcome === 'refused'
  const isRecovery = intents.some(({ attempt }) => attempt > 1)
  if (confirms || isRecovery) return

  const isOpen = spends(past, refreshToken).some(({ outcome }) => outcome === undefined || outcome === 'granted')
  if (schedule.server !== 'static' && isOpen && !mayKeepSpent(past, schedule))
    broken(2, `${realm} sent ${refreshToken} again, and no record says so`)

  const kept = stored.secrets.access[want.key]
  const isFresh = kept && clock.wall() - kept.wallAt < lifetime - margin && !wasRejected(past, kept.token)
  const isCurrent = stored.state === 'active' && stored.secrets.refresh === refreshToken
  const wasThere = own?.before.secrets.access[want.key]?.token === kept?.token
  if (isFresh && isCurrent && wasThere && !happensIn(schedule, 'set the clock'))
    broken(6, `${realm} renewed ${kept.token}, which was fresh and which nobody had rejected`)
}
