import type { ErrorCode, Facts, OAuthError } from '../errors.js'
import type { Clock } from '../ports/clock.js'
import { type EndReason, type GrantRecord, isSwitched, type Secrets } from './grant-record.js'
import type { Lazy } from './lazy.js'

/** Something that happened to a session, for telemetry: nothing in it is secret, and nothing tells whose session it is. Times are milliseconds. */
export type SessionEvent =
  /** It was there when this realm began, or when it could first read the store. */
  | { readonly kind: 'found' }
  | { readonly kind: 'signed-in'; readonly by: Doer }
  | Renewed
  /** It is kept, and stale until `recovered`. The same failure again is not told again. */
  | (Failed & { readonly kind: 'renewal-failed' })
  | { readonly kind: 'recovered'; readonly after: number }
  | { readonly kind: 'ended'; readonly reason: EndReason }
  /** A sign-in or a sign-out of this realm failed; one that may show nothing (`prompt: 'none'`) fails in silence. */
  | (Failed & { readonly kind: 'attempt-failed' })

/** This realm, which is a page or an app, or another one that shares the session. */
export type Doer = 'this' | 'another'

/** `attempt` is more than 1 where answers were lost before; `took` counts from when that was noted down to when the new tokens were. */
export type Renewed =
  | { readonly kind: 'renewed'; readonly by: 'this'; readonly attempt: number; readonly took: number }
  | { readonly kind: 'renewed'; readonly by: 'another' }

/** What an `OAuthError` tells that is written by nobody but the library: no sentence of a server, and no address beyond its origin. */
export interface Failed {
  readonly code: ErrorCode
  /** The server's own word, if it is one. */
  readonly serverError?: string
  readonly facts: Facts
}

/** What sees each change of what this realm knows: the grant, what keeps it from being renewed, and what failed in signing in or out. */
export type SessionWatch = (
  realm: Lazy<{ readonly realm: string }>,
  clock: Clock,
) => (record: GrantRecord, trouble: OAuthError | undefined, failure: OAuthError | undefined) => void

/** Something that happened, and who did it as the record names realms: first, and by themselves or before a space. */
interface Happening {
  readonly doer?: string | undefined
  readonly told: (by: Doer) => SessionEvent
}

/**
 * For the option `events` of `createAuth`: tells the listener what happens to the session, one event after the other, and never while the
 * session is at work.
 */
export function sessionEvents(listener: (event: SessionEvent) => void): SessionWatch {
  return (loadRealm, clock) => {
    let before: GrantRecord | undefined
    let hasSeenNothing = false
    let intendedAt = 0
    let trouble: OAuthError | undefined
    let troubledAt = 0
    let failure: OAuthError | undefined
    let telling = Promise.resolve()

    function tell({ doer, told }: Happening): void {
      telling = telling.then(async () => {
        const here = doer === undefined ? undefined : await loadRealm().catch(() => undefined)
        report(told(here && `${doer} `.startsWith(`${here.realm} `) ? 'this' : 'another'))
      })
    }

    /** What a listener throws is for whoever wrote it, and keeps nobody from the next event. */
    function report(event: SessionEvent): void {
      try {
        listener(event)
      } catch (error) {
        void Promise.reject(error)
      }
    }

    return (record, nowTrouble, nowFailure) => {
      const now = clock.monotonic()
      const happenings = before ? toTheGrant(before, record, now - intendedAt) : atFirst(record, hasSeenNothing)
      for (const happening of happenings) tell(happening)
      if (record.intent && record.intent.id !== before?.intent?.id) intendedAt = now
      // Until the store can be read, nobody knows what was there when this realm began.
      hasSeenNothing = !before && record.state === 'absent' && nowTrouble?.code === 'storage_failed'
      if (!hasSeenNothing) before = record

      // What is in the way where nobody is signed in is in no session's way yet.
      const felt = record.state === 'active' ? nowTrouble : undefined
      if (felt && felt.message !== trouble?.message) tell({ told: () => ({ kind: 'renewal-failed', ...failed(felt) }) })
      if (!felt && trouble && record.state === 'active') {
        const after = now - troubledAt
        tell({ told: () => ({ kind: 'recovered', after }) })
      }
      if (!trouble) troubledAt = now
      trouble = felt

      if (nowFailure && nowFailure !== failure)
        tell({ told: () => ({ kind: 'attempt-failed', ...failed(nowFailure) }) })
      failure = nowFailure
    }
  }
}

/** Where nothing could be seen before, this realm may have signed in itself meanwhile. */
function atFirst({ state, secrets }: GrantRecord, hasSeenNothing: boolean): readonly Happening[] {
  if (state !== 'active') return []
  const doer = hasSeenNothing ? secrets.signIn : undefined
  return [{ doer, told: by => (by === 'this' ? { kind: 'signed-in', by } : { kind: 'found' }) }]
}

function toTheGrant(before: GrantRecord, now: GrantRecord, took: number): readonly Happening[] {
  const isActive = now.state === 'active'
  const wasActive = before.state === 'active'
  const reason = whyEnded(before, now)
  const end: readonly Happening[] = wasActive && reason ? [{ told: () => ({ kind: 'ended', reason }) }] : []
  if (!isActive) return end
  if (now.epoch !== before.epoch) return [...end, { doer: now.secrets.signIn, told: by => ({ kind: 'signed-in', by }) }]
  return hasNewTokens(before.secrets, now.secrets) ? [renewal(before, now, took)] : []
}

function whyEnded(before: GrantRecord, { state, secrets }: GrantRecord): EndReason | undefined {
  if (state === 'active') return isSwitched(before.secrets.subject, secrets.subject) ? 'switched' : undefined
  return state === 'absent' || state === 'newer' ? undefined : state
}

/** Whoever takes over writes an intent of its own first: the next version of the record is by the realm whose intent it was. */
function renewal({ intent, version }: GrantRecord, now: GrantRecord, took: number): Happening {
  if (!intent || now.version > version + 1) return { told: () => ({ kind: 'renewed', by: 'another' }) }
  const { by: doer, attempt } = intent
  return { doer, told: by => (by === 'this' ? { kind: 'renewed', by, attempt, took } : { kind: 'renewed', by }) }
}

function hasNewTokens({ access: before }: Secrets, { access }: Secrets): boolean {
  return Object.entries(access).some(([key, { token }]) => token !== before[key]?.token)
}

/** The facts that the library words itself. */
const safe = new Set(['origin', 'status', 'reason', 'claim', 'member', 'endpoint', 'name', 'unsent', 'retryAfter'])

function failed({ code, facts, serverError }: OAuthError): Failed {
  const kept = Object.entries(facts).filter(([name, value]) => safe.has(name) && value !== undefined)
  const word = serverError && /^[a-z_]{1,50}$/.test(serverError) ? { serverError } : {}
  return { code, ...word, facts: Object.fromEntries(kept) }
}
