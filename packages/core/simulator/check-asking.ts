import { lifetime } from './authorization-server.js'
import { margin } from './check-spend.js'
import type { Of } from './history.js'
import { type Circumstances, mayHaveReadNothing, wasRejected } from './past.js'
import { happensIn } from './schedule.js'

/** Tokens are asked for without a refresh token: by who can, after reading under the lock, and not if the store had what is wanted then. */
export function checkAsking(
  { schedule, clock, past, broken }: Circumstances,
  { realm, want, stored }: Of<'asked'>,
): void {
  if (schedule.grant === 'user') broken(13, `${realm} asked for tokens by itself, where only a user can`)
  if (happensIn(schedule, 'set the clock') || mayHaveReadNothing(past, realm)) return
  const locked = past.findLastIndex(told => told.realm === realm && told.what === 'locked')
  const read = past.findIndex((told, index) => index > locked && told.realm === realm && told.what === 'read')
  if (locked < 0 || read < 0) broken(3, `${realm} did not read again before it asked`)

  const seen = past.slice(0, Math.max(0, read)).findLast(told => told.what === 'wrote')
  const kept = seen?.after.secrets.access[want.key]
  const isFresh = kept && clock.wall() - kept.wallAt < lifetime - margin && !wasRejected(past, kept.token)
  if (isFresh && stored.secrets.access[want.key]?.token === kept.token)
    broken(6, `${realm} asked for more, though ${kept.token} was fresh and nobody had rejected it`)
}
