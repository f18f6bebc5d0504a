import type { OAuthError } from '../errors.js'
import { type AccessTokens, accessTokens } from './access-tokens.js'
import { emptyRecord, type GrantIdentity, type GrantRecord, readGrant, type Wanted } from './grant-record.js'
import type { Platform } from './platform.js'

/** One grant as this realm knows it. It only reads. */
export interface KnownGrant extends Pick<AccessTokens, 'fresh' | 'alive' | 'anyAlive'> {
  readonly identity: GrantIdentity
  readonly record: GrantRecord
  /** A fresh token that is not the rejected one, if this realm would have been told of every change. */
  usable(want: Wanted, rejected: string | undefined): Promise<string> | undefined
  /** The token as long as a resource would accept it, where there is no other; otherwise throws the error. */
  aliveOr(error: OAuthError, want: Wanted, rejected: string | undefined): string
  isCurrent(): boolean
  /** From now on others may change the grant unheard. */
  taint(): void
  /** Reads the store, and again where a record was learnt while it was found empty. Rejects with `storage_failed`. */
  look(): Promise<GrantRecord>
  /** Takes over a record, unless this realm already knows better. */
  follow(next: GrantRecord): void
  /** Takes over what this realm has stored at last: what it knew alone, be it of a later epoch, never was. */
  adopt(next: GrantRecord): void
  listen(listener: () => void): () => void
}

/** `unseen`: how long, in milliseconds, a look lasts where nobody tells this realm of its siblings. */
export function knownGrant(
  { store, clock }: Pick<Platform, 'store' | 'clock'>,
  identity: GrantIdentity,
  unseen: number = Number.POSITIVE_INFINITY,
): KnownGrant {
  const { hold, ...tokens } = accessTokens(clock)
  const listeners = new Set<() => void>()
  let record = emptyRecord(identity)
  let seenUntil = 0

  function follow(next: GrantRecord): void {
    if (!isOlder(next, record)) take(next)
  }

  function take(next: GrantRecord): void {
    const gone = next.state === 'absent' && (record.state === 'active' || record.state === 'store-gone')
    if (next.state === 'newer' && record.state === 'active') return
    record = gone ? { ...next, state: 'store-gone' } : next
    hold(record.secrets.access)
    for (const tell of listeners) tell()
  }

  async function look(): Promise<GrantRecord> {
    const before = record
    const found = await readGrant(store, identity)
    if (found.state === 'absent' && record !== before) return look()
    seenUntil = clock.monotonic() + unseen
    follow(found)
    return found.state === 'newer' || found.state === 'absent' ? found : record
  }

  return {
    ...tokens,
    identity,
    get record() {
      return record
    },
    usable: (want, rejected) => {
      const fresh = tokens.fresh(want.key, seenUntil)
      return fresh?.token.token === rejected ? undefined : fresh?.answer
    },
    aliveOr: (error, want, rejected) => {
      const alive = tokens.alive(want.key)?.token.token
      if (alive && alive !== rejected) return alive
      throw error
    },
    isCurrent: () => clock.monotonic() < seenUntil,
    taint: () => {
      seenUntil = 0
    },
    look,
    follow,
    adopt: next => (isUnstored(record) ? take : follow)(next),
    listen: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** However many changes it may have, a record that one realm alone knows lies between two versions of the store. */
export function isUnstored({ version }: GrantRecord): boolean {
  return !Number.isInteger(version)
}

function isOlder(one: GrantRecord, other: GrantRecord): boolean {
  if (one.epoch === 0) return false
  return one.epoch === other.epoch ? one.version < other.version : one.epoch < other.epoch
}
