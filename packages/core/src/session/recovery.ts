import { asOAuthError, type OAuthError } from '../errors.js'
import { backoff } from './backoff.js'
import { grantKey, type Wanted, wanted } from './grant-record.js'
import type { KnownGrant } from './known-grant.js'
import type { Platform } from './platform.js'
import type { SharedGrant } from './shared-grant.js'

/** Wanted where nobody asks for a token, but what another realm left undecided is to be settled. */
export const settlement: Wanted = wanted()

/** What keeps this realm from renewing, and when it tries again: after a while, on waking, when another realm wrote. */
export interface Recovery {
  readonly error: OAuthError | undefined
  /** Whether this realm reads what others write as soon as the store tells of it. */
  readonly isHeeding: boolean
  /** Throws the reason not to ask the authorization server for this just now. What is merely unsaved is none. */
  throwIfTooEarly(want: Wanted): void
  /** One more failure, unless it is the same again. */
  met(want: Wanted, error: OAuthError): void
  /** All is well, except for what is unsaved. */
  passed(): void
  /**
   * Tells of changes. From the first listener to the last, this realm heeds others and recovers by itself. What grants before have
   * left to revoke is revoked once this realm has `begun`.
   */
  watch(listener: () => void, begun?: Promise<unknown>): () => void
}

export function recovering(
  platform: Platform,
  known: KnownGrant,
  shared: SharedGrant,
  renew: (want: Wanted) => void,
): Recovery {
  const { store, clock, wake, realm } = platform
  const listeners = new Set<() => void>()
  let met: { readonly error: OAuthError; readonly want: Wanted; readonly until: number } | undefined
  let failures = 0
  let cancel = () => {}
  let stop = () => {}

  function tell(): void {
    for (const listener of listeners) listener()
  }

  function again(want: Wanted): void {
    if (listeners.size === 0) return
    renew(want)
  }

  async function look(): Promise<void> {
    const { state, intent } = await shared.look()
    if (met?.error.retryable || (met && known.fresh(met.want.key))) again(met.want)
    else if (state === 'active' && intent && intent.by !== realm) again(settlement)
  }

  function heed(): void {
    look().catch(failed)
  }

  function failed(cause: unknown): void {
    worry(settlement, asOAuthError(cause, 'storage_failed'))
  }

  function awake(): void {
    if (met?.error.retryable) met = { ...met, until: Number.NEGATIVE_INFINITY }
    heed()
  }

  /** Timers may be a little early. */
  function due(): void {
    if (!met) return
    met = { ...met, until: Number.NEGATIVE_INFINITY }
    known.taint()
    again(met.want)
  }

  function worry(want: Wanted, error: OAuthError): void {
    if (error === met?.error) return
    cancel()
    failures += 1
    const wait = Math.max(backoff(failures), Number(error.facts.retryAfter ?? 0))
    met = { error, want, until: clock.monotonic() + wait }
    if (error.retryable) cancel = clock.after(wait, due, true)
    tell()
  }

  return {
    get error() {
      return shared.unsaved ?? met?.error
    },
    get isHeeding() {
      return listeners.size > 0
    },
    throwIfTooEarly: want => {
      if (!met || met.error === shared.unsaved || clock.monotonic() >= met.until) return
      if (met.error.retryable || met.want.key === want.key) throw met.error
    },
    met: worry,
    passed: () => {
      if (!met || shared.unsaved) return
      met = undefined
      failures = 0
      tell()
    },
    watch: (listener, begun) => {
      if (listeners.size === 0) {
        const stops = [
          known.listen(tell),
          store.watch(grantKey(known.identity), heed),
          wake.listen({ asleep: known.taint, awake }),
        ]
        stop = () => {
          for (const end of stops) end()
        }
        look()
          .then(() => begun)
          .then(() => shared.revokePending(), failed)
      }
      listeners.add(listener)
      return () => {
        if (listeners.delete(listener) && listeners.size === 0) stop()
      }
    },
  }
}
