import { randomId } from '../digest.js'
import { asOAuthError, type ErrorCode, OAuthError } from '../errors.js'
import { pause, within } from '../ports/pause.js'
import type { TokenSet } from '../token-set.js'
import { entrance } from './entrance.js'
import { flights } from './flights.js'
import * as grant from './grant-changes.js'
import { type EndReason, type GrantRecord, type Wanted, whyOver } from './grant-record.js'
import type { KnownGrant } from './known-grant.js'
import type { Obtain, Outcome, Send } from './obtain.js'
import type { Platform } from './platform.js'
import { recovering, settlement } from './recovery.js'
import { sharedGrant } from './shared-grant.js'

/** Keeps one grant alive, together with every realm that shares its store and lock. */
export interface Rotation {
  /** A usable access token, and not the one that a resource rejected. */
  token(want: Wanted, rejected?: string): Promise<string>
  /**
   * Somebody signed in: these tokens replace whatever there was. Not those of a silent sign-in where somebody signed in or out `silentSince`,
   * the epoch in which it began: they are left to be revoked.
   */
  begin(tokens: TokenSet, want: Wanted, silentSince?: number): Promise<void>
  /** Over at once in this realm, then in the store, then at the authorization server. */
  end(reason: EndReason): Promise<void>
  /** What this realm knows, and what keeps it from renewing. */
  view(): { readonly record: GrantRecord; readonly error: OAuthError | undefined }
  /** Tells of changes, follows other realms and recovers by itself, until the returned function is called. Revokes what is left over once `begun`. */
  watch(listener: () => void, begun?: Promise<unknown>): () => void
}

/** What asking again would not change. Every other failure is trouble, and trouble passes. */
const verdicts: readonly ErrorCode[] = ['session_ended', 'not_signed_in', 'token_unavailable', 'token_rejected']

/** The numbers are the steps in docs/rotation.md. */
export function rotation(platform: Platform, known: KnownGrant, obtain: Obtain): Rotation {
  const { clock, limits, realm } = platform
  const shared = sharedGrant(platform, known, obtain, error => recovery.met(settlement, error))
  const recovery = recovering(platform, known, shared, recover)
  const enter = entrance(platform, known, shared, recovery)
  const fly = flights<string>()

  function token(want: Wanted, rejected?: string): Promise<string> {
    const usable = known.usable(want, rejected) // 1
    if (usable) return usable
    return fly(`${want.key} ${rejected}`, () => renew(want, rejected)) // 2
  }

  async function renew(want: Wanted, rejected?: string): Promise<string> {
    try {
      const got = await freshest(want, rejected)
      recovery.passed()
      return got
    } catch (thrown) {
      const error = asOAuthError(thrown, 'storage_failed')
      if (verdicts.includes(error.code)) recovery.passed()
      else recovery.met(want, error)
      return known.aliveOr(error, want, rejected)
    }
  }

  async function freshest(want: Wanted, rejected: string | undefined): Promise<string> {
    if (!known.isCurrent()) await shared.look()
    const adopt = () => adoptable(want, rejected)
    const seen = adopt()
    if (seen !== undefined) return seen
    recovery.throwIfTooEarly(want)
    const send = await obtain.prepare(want) // 3
    return enter(() => rotate(want, rejected, send), adopt) // 4
  }

  async function rotate(want: Wanted, rejected: string | undefined, send: Send): Promise<string> {
    let refused: string | undefined
    for (let round = 0; round < 10; round++) {
      const found = await shared.look() // 5
      if (found.state === 'newer') throw new OAuthError('storage_newer')
      const got = adoptable(want, rejected)
      if (got !== undefined) return got
      await throwIfUseless(found, want, rejected)
      const spent = found.secrets.refresh
      const base = spent ? await intend(found, spent, spent === refused) : found // 6
      if (!base) continue
      const answer = send(spent, base.secrets) // 7
      const outcome = await within(clock, limits.request, answer)
      const settle = (got: Outcome) => settled(base, want, got, rejected !== undefined) // 8
      if (!outcome) {
        answer.then(settle).catch(() => {})
        throw new OAuthError('timed_out')
      }
      if (!spent || outcome.kind !== 'refused') return settle(outcome)
      await refusal(base, spent === refused)
      refused = spent
    }
    throw new OAuthError('storage_failed', { reason: 'contention' })
  }

  function adoptable(want: Wanted, rejected: string | undefined): string | undefined {
    const { state, intent } = known.record
    if (state !== 'active' && !obtain.again) throw whyOver(state)
    if (intent) return undefined
    if (want === settlement) return ''
    const fresh = known.fresh(want.key)?.token.token
    return fresh === rejected ? undefined : fresh
  }

  /** Why asking is of no use, or impossible. Whoever asked is given the last token all the same, while it is alive. */
  async function throwIfUseless(found: GrantRecord, want: Wanted, rejected?: string): Promise<void> {
    const last = known.alive(want.key)?.token
    const isRejected = last !== undefined && last.token === rejected
    const isStubborn = isRejected && last.afterRejection && clock.wall() - last.wallAt < limits.rejection
    const canAsk = obtain.again || found.secrets.refresh !== undefined
    if (isStubborn || (isRejected && !canAsk)) throw new OAuthError('token_rejected')
    if (canAsk) return
    if (known.anyAlive()) throw new OAuthError('token_unavailable')
    const now = await shared.conclude(found, now => (now === found ? grant.ended(now, 'expired', clock.wall()) : now))
    throw whyOver(now.state)
  }

  async function intend(found: GrantRecord, spent: string, confirms: boolean): Promise<GrantRecord | undefined> {
    const began = clock.monotonic()
    const intent = await grant.intentTo(spent, { before: found.intent, confirms }, realm, clock.wall())
    const stored = await shared.commit(found, now => (now === found ? { ...now, intent } : now))
    return stored.intent?.id === intent.id && clock.monotonic() - began <= limits.intent ? stored : undefined
  }

  async function refusal(base: GrantRecord, confirmed: boolean): Promise<void> {
    if (!confirmed && base.secrets.spares.length === 0) return pause(clock, limits.confirm)
    await shared.conclude(base, now => {
      const { refresh, spares } = now.secrets
      if (now.epoch !== base.epoch || refresh !== base.secrets.refresh) return now
      if (spares.length > 0 || obtain.again) return grant.withNextSpare(now)
      return grant.ended(now, base.intent && base.intent.attempt > 1 ? 'answer-lost' : 'refused', clock.wall())
    })
  }

  async function settled(base: GrantRecord, want: Wanted, got: Outcome, afterRejection: boolean): Promise<string> {
    if (got.kind === 'unspent' || got.kind === 'misconfigured')
      await shared.commit(base, now => grant.withoutIntent(now, base.intent))
    if (!('tokens' in got)) throw got.error
    const { tokens } = got
    const answer = { want, tokens, afterRejection }
    const mine = tokens.refreshToken ?? tokens.accessToken
    const now = await shared.keep(base, now => {
      const standing = grant.standing(now, base, obtain.again)
      if (standing === 'unreadable') return now
      if (standing === 'over') return grant.toRevoke(now, [mine], clock.wall())
      if (got.kind === 'mismatched') return grant.closed(now, 'subject-mismatch', [mine], clock.wall())
      if (standing === 'overtaken') return grant.withSpare(now, answer, clock.wall())
      return grant.granted(now, standing === 'current' ? now.secrets : base.secrets, answer, clock.wall())
    })
    const { state, secrets } = known.record
    const isSame = now.epoch === base.epoch || obtain.again
    if (now.state === 'active' && state === 'active' && isSame)
      return secrets.access[want.key]?.token ?? tokens.accessToken
    await shared.revokePending(now.state === 'absent' ? [mine] : [])
    throw whyOver(now.state === 'absent' || now.state === 'active' ? state : now.state)
  }

  async function begin(tokens: TokenSet, want: Wanted, silentSince?: number): Promise<void> {
    const signedIn = { id: `${realm} ${randomId()}`, want, tokens, silentSince }
    await shared.keep(known.record, now => grant.begun(now, signedIn, clock.wall())).then(recovery.passed)
    await shared.revokePending()
  }

  async function end(reason: EndReason): Promise<void> {
    const before = known.record
    const close = grant.closing(before, reason, clock.wall())
    known.follow(grant.unrevoked(close(before)))
    await shared.keep(before, close)
    await shared.revokePending()
  }

  function recover(want: Wanted): void {
    fly(`recover ${want.key}`, () => renew(want)).catch(() => {})
  }

  return { token, begin, end, view: () => ({ record: known.record, error: recovery.error }), watch: recovery.watch }
}
