import { asOAuthError, type ErrorCode, OAuthError } from '../errors.js'
import { pause, within } from '../ports/clock.js'
import type { TokenSet } from '../token-set.js'
import { accessTokens } from './access-tokens.js'
import { backoff, persistently } from './backoff.js'
import { randomId, sha256 } from './digest.js'
import { flights } from './flights.js'
import * as grant from './grant-record.js'
import type { GrantRecord, Secrets, Wanted } from './grant-record.js'
import type { Obtain, Outcome, Send } from './obtain.js'
import type { Platform } from './platform.js'

/** Keeps one grant alive, together with every realm that shares its store and lock. */
export interface Rotation {
  /** A usable access token, and not the one that a resource rejected. */
  token(want: Wanted, rejected?: string): Promise<string>
  /** Somebody signed in: these tokens replace whatever there was. */
  begin(tokens: TokenSet, want: Wanted): Promise<void>
  /** Over at once in this realm, then in the store, then at the authorization server. */
  end(reason: grant.EndReason): Promise<void>
  /** What the store holds now. */
  look(): Promise<GrantRecord>
  /** What this realm knows, and what keeps it from renewing. */
  view(): { readonly record: GrantRecord; readonly trouble: OAuthError | undefined }
  /** Tells of changes, follows other realms and tries again by itself, until the returned function is called. */
  watch(listener: () => void): () => void
}

/** What asking again would not change. Every other failure is trouble, and trouble passes. */
const verdicts: readonly ErrorCode[] = ['session_ended', 'not_signed_in', 'token_unavailable', 'token_rejected']

/** The numbers are the steps in docs/rotation.md. */
export function rotation(platform: Platform, identity: grant.GrantIdentity, obtain: Obtain): Rotation {
  const { store, lock, clock, wake, limits, realm } = platform
  const key = grant.grantKey(identity)
  const held = accessTokens(clock)
  const fly = flights<string>()
  const listeners = new Set<() => void>()
  let record = grant.emptyRecord(identity)
  let seenUntil = Number.NEGATIVE_INFINITY
  let silence = { mark: '', since: 0 }
  let trouble: { error: OAuthError; failures: number; want: Wanted; until: number; cancel: () => void } | undefined
  let unsaved: (() => Promise<void>) | undefined

  function token(want: Wanted, rejected?: string): Promise<string> {
    const known = clock.monotonic() < seenUntil ? held.fresh(want.key) : undefined // 1
    if (known && known.token.token !== rejected) return known.answer
    return fly(`${want.key} ${rejected ?? ''}`, () => renew(want, rejected)) // 2
  }

  async function renew(want: Wanted, rejected?: string): Promise<string> {
    let release: (() => void) | undefined
    try {
      if (clock.monotonic() >= seenUntil) await look().catch(askAnyway)
      const seen = adoptable(want, rejected)
      if (seen) return served(seen)
      if (trouble && clock.monotonic() < trouble.until && (trouble.error.retryable || trouble.want.key === want.key))
        return meanwhile(want, rejected, trouble.error)
      const send = await obtain.prepare(want) // 3
      release = await enter() // 4
      const got = release ? await rotate(want, rejected, send) : adoptable(want, rejected)
      if (got) return served(got)
      throw new OAuthError('lock_timeout')
    } catch (thrown) {
      const error = asOAuthError(thrown, 'storage_failed')
      if (verdicts.includes(error.code)) throw error
      worry(want, error)
      return meanwhile(want, rejected, error)
    } finally {
      release?.()
    }
  }

  async function enter(): Promise<(() => void) | undefined> {
    const name = `tessera.${grant.schema} ${key}`
    const release = await lock.acquire(name, limits.lock)
    if (release) return release
    const { version, intent } = await look()
    const mark = `${version} ${intent?.id}`
    if (mark !== silence.mark) silence = { mark, since: clock.monotonic() }
    const silent = clock.monotonic() - silence.since >= 2 * limits.request
    return silent ? lock.acquire(name, limits.lock, true) : undefined
  }

  async function rotate(want: Wanted, rejected: string | undefined, send: Send): Promise<string> {
    let confirming = false
    for (let round = 0; round < 10; round++) {
      const found = await look().catch(askAnyway) // 5
      if (found.state === 'newer') throw new OAuthError('storage_newer')
      if (found.state !== 'active' && !obtain.again) throw ended()
      const adopted = adoptable(want, rejected)
      if (adopted) return adopted
      if (rejectedAgain(want, rejected)) throw new OAuthError('token_rejected')
      const spent = found.secrets.refresh
      if (!spent && !obtain.again) return lastOf(found, want, rejected)

      const base = spent ? await intend(found, spent, confirming) : found // 6
      if (!base) continue
      const answer = send(spent, base.secrets) // 7
      const outcome = await within(clock, limits.request, answer)
      const settle = (got: Outcome) => settled(base, want, got, rejected !== undefined) // 8
      if (!outcome) void answer.then(settle).catch(() => {})
      if (!outcome) throw new OAuthError('timed_out')
      if ('tokens' in outcome) return settle(outcome)
      if (!spent || outcome.kind === 'unknown') throw outcome.error
      if (outcome.kind !== 'refused') await write(base, { intent: undefined }).catch(() => {})
      if (outcome.kind !== 'refused') throw outcome.error

      const now = await look()
      const [spare, ...spares] = now.secrets.spares
      if (now.secrets.refresh !== spent) continue
      if (spare) await write(now, { intent: undefined, secrets: { ...now.secrets, refresh: spare, spares } })
      else if (!confirming) await pause(clock, limits.confirm)
      else if (obtain.again) await write(now, { intent: undefined, secrets: { ...now.secrets, refresh: undefined } })
      else await over(now, now.intent && now.intent.attempt > 1 ? 'answer-lost' : 'refused')
      confirming = !spare
    }
    throw new OAuthError('storage_failed', { reason: 'contention' })
  }

  async function intend(found: GrantRecord, spent: string, confirming: boolean): Promise<GrantRecord | undefined> {
    const began = clock.monotonic()
    const spends = await sha256(spent)
    const attempts = found.intent?.spends === spends ? found.intent.attempt : 0
    const attempt = confirming ? Math.max(1, attempts) : attempts + 1
    const stored = await write(found, { intent: { id: randomId(), by: realm, spends, attempt, wallAt: clock.wall() } })
    return clock.monotonic() - began > limits.intent ? undefined : stored
  }

  async function settled(base: GrantRecord, want: Wanted, got: Outcome, afterRejection: boolean): Promise<string> {
    if (!('tokens' in got)) throw got.error
    const { tokens } = got
    if (got.kind === 'mismatched') {
      await end('subject-mismatch', tokens.refreshToken ?? tokens.accessToken)
      throw ended()
    }
    const onto = (secrets: Secrets) => grant.withTokens(secrets, want, tokens, afterRejection)
    const mine = { state: 'active', intent: undefined, secrets: onto(base.secrets) } as const
    const place = async () => (await write(base, mine)) ?? (await yieldTo(base, tokens, onto))
    await keep(place, { ...base, ...mine }, want)
    return adoptable(want) ?? tokens.accessToken
  }

  /** Somebody wrote since the token was spent: theirs stands, and what was granted here is not lost. */
  async function yieldTo(base: GrantRecord, tokens: TokenSet, onto: (secrets: Secrets) => Secrets): Promise<GrantRecord> {
    const now = follow(await grant.readGrant(store, identity))
    const { state, secrets } = now
    const mine = tokens.refreshToken
    const sameEpoch = now.epoch === base.epoch || base.version === 0
    const sameSpend = base.intent !== undefined && now.intent?.spends === base.intent.spends
    if (state === 'newer') throw new OAuthError('storage_newer')
    if (state === 'active' && sameEpoch) {
      if (secrets.refresh !== base.secrets.refresh && (!mine || mine === secrets.refresh)) return now
      const successor = secrets.refresh === base.secrets.refresh
      const next = successor ? { intent: undefined, secrets: onto(secrets) } : { secrets: withSpare(secrets, mine) }
      return (await write(now, next)) ?? yieldTo(base, tokens, onto)
    }
    if (sameEpoch && sameSpend && (state === 'refused' || state === 'answer-lost')) {
      const revived = { state: 'active', intent: undefined, secrets: onto(base.secrets) } as const
      return (await write(now, revived)) ?? yieldTo(base, tokens, onto)
    }
    const pendingRevoke = grant.alsoRevoke(secrets, [mine ?? tokens.accessToken], clock.wall())
    if (!(await write(now, { secrets: { ...secrets, pendingRevoke } }))) return yieldTo(base, tokens, onto)
    await revokePending()
    throw state === 'active' ? new OAuthError('session_ended', { reason: 'switched' }) : ended()
  }
