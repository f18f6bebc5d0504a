import { asOAuthError, type OAuthError } from '../errors.js'
import { type AccessTokens, accessTokens } from './access-tokens.js'
import { persistently } from './backoff.js'
import { emptyRecord, type GrantIdentity, type GrantRecord, readGrant, writeGrant } from './grant-record.js'
import type { Platform } from './platform.js'

/** What a record becomes. Answering the same record writes nothing. */
export type Change = (now: GrantRecord) => GrantRecord

/** One grant as this realm knows it and shares it. Used by `rotation` alone, which decides every change. */
export interface SharedGrant extends Pick<AccessTokens, 'fresh' | 'alive' | 'anyAlive'> {
  readonly record: GrantRecord
  /** Why the latest change is known to this realm alone. */
  readonly unsaved: OAuthError | undefined
  /** Whether this realm would have been told of every change. */
  isCurrent(): boolean
  taint(): void
  /** Reads the store, after storing what is still unsaved. Rejects with `storage_failed`. */
  look(): Promise<GrantRecord>
  /** Tries the change on `base`, then on what others wrote meanwhile, until it is stored. Rejects with `storage_failed`. */
  commit(base: GrantRecord, change: Change): Promise<GrantRecord>
  /** Like `commit`; but where the store keeps failing, this realm alone has the change, and stores it at the next look. */
  keep(base: GrantRecord, change: Change): Promise<GrantRecord>
  /** Takes over a record, unless this realm already knows better. */
  follow(next: GrantRecord): void
  listen(listener: () => void): () => void
}

export function sharedGrant(
  { store, clock, limits }: Platform,
  identity: GrantIdentity,
  onUnsaved: (error: OAuthError) => void,
): SharedGrant {
  const tokens = accessTokens(clock)
  const listeners = new Set<() => void>()
  let record = emptyRecord(identity)
  let seenUntil = Number.NEGATIVE_INFINITY
  let unsaved: { readonly error: OAuthError; readonly place: () => Promise<GrantRecord> } | undefined

  async function look(): Promise<GrantRecord> {
    await unsaved?.place()
    unsaved = undefined
    const found = await readGrant(store, identity)
    seenUntil = clock.monotonic() + limits.unseen
    follow(found)
    return found.state === 'newer' || found.state === 'absent' ? found : record
  }

  async function commit(base: GrantRecord, change: Change): Promise<GrantRecord> {
    for (let now = base; ; now = await readGrant(store, identity)) {
      const changed = change(now)
      const next = changed === now ? now : { ...changed, version: now.version ? now.version + 1 : clock.wall() }
      if (changed !== now && !(await writeGrant(store, identity, now.version, next))) continue
      follow(next)
      return next
    }
  }

  async function keep(base: GrantRecord, change: Change): Promise<GrantRecord> {
    const place = () => commit(base, change)
    unsaved = undefined
    try {
      return await persistently(clock, place)
    } catch (thrown) {
      const error = asOAuthError(thrown, 'storage_failed')
      if (!error.retryable) throw error
      unsaved = { error, place }
      const next = { ...change(base), version: base.version + 1 }
      follow(next)
      onUnsaved(error)
      return next
    }
  }

  function follow(next: GrantRecord): void {
    const gone = next.state === 'absent' && (record.state === 'active' || record.state === 'store-gone')
    if ((next.state === 'newer' && record.state === 'active') || isOlder(next, record)) return
    record = gone ? { ...next, state: 'store-gone' } : next
    tokens.hold(record.secrets.access)
    for (const tell of listeners) tell()
  }

  return {
    get record() {
      return record
    },
    get unsaved() {
      return unsaved?.error
    },
    fresh: tokens.fresh,
    alive: tokens.alive,
    anyAlive: tokens.anyAlive,
    isCurrent: () => clock.monotonic() < seenUntil,
    taint: () => {
      seenUntil = Number.NEGATIVE_INFINITY
    },
    look,
    commit,
    keep,
    follow,
    listen: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function isOlder(one: GrantRecord, other: GrantRecord): boolean {
  if (one.epoch === 0) return false
  return one.epoch === other.epoch ? one.version < other.version : one.epoch < other.epoch
}
