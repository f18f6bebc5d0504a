import type { AuthState } from '@tessera/browser'
import type { Situation } from '@tessera-examples/provider/trouble'
import type { Moment } from './moment.ts'

/** All that this tab sees at a time. */
export interface Sight {
  readonly state: AuthState
  readonly token?: string | undefined
  /** Milliseconds of this tab's own request for the token. Absent where it came from elsewhere. */
  readonly took?: number | undefined
  readonly situation?: Situation | undefined
}

/** What must have happened between one sight and the next, in order. */
export function momentsBetween(before: Sight, now: Sight): readonly Moment[] {
  return [...atTheServer(before, now), ...toTheSession(before, now), ...toTheToken(before, now)]
}

function atTheServer({ situation: before }: Sight, { situation: now }: Sight): readonly Moment[] {
  if (!before || !now) return []
  const moments: Moment[] = []
  if (before.isDown !== now.isDown) moments.push({ kind: now.isDown ? 'down' : 'up' })
  if (before.losesNext !== now.losesNext) moments.push({ kind: now.losesNext ? 'armed' : 'lost' })
  return moments
}

function toTheSession({ state: before }: Sight, { state: now }: Sight): readonly Moment[] {
  if (before.status === 'signed-in' && now.status === 'signed-out') {
    const reason = now.error?.facts.reason
    return [reason === undefined ? { kind: 'signed-out' } : { kind: 'ended', reason: String(reason) }]
  }
  if (now.stale && now.error && !before.stale) return [{ kind: 'waiting', code: now.error.code }]
  return before.stale && now.status === 'signed-in' && !now.stale ? [{ kind: 'recovered' }] : []
}

function toTheToken(before: Sight, { state, token, took }: Sight): readonly Moment[] {
  if (!state.user || token === undefined || token === before.token) return []
  if (before.token !== undefined) return [{ kind: 'renewed', took }]
  return [{ kind: took === undefined ? 'found' : 'signed-in', name: String(state.user.name ?? state.user.sub) }]
}
