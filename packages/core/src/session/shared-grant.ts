import { asOAuthError, type OAuthError } from '../errors.js'
import { persistently } from './backoff.js'
import { revoked } from './grant-changes.js'
import { type GrantRecord, readGrant } from './grant-record.js'
import type { KnownGrant } from './known-grant.js'
import type { Obtain } from './obtain.js'
import type { Platform } from './platform.js'
import { writeGrant } from './write-grant.js'

/** What a record becomes. Answering the same record writes nothing. */
export type Change = (now: GrantRecord) => GrantRecord

/** The pen with which `rotation`, and nobody else, writes a grant's record. */
export interface SharedGrant {
  /** Why the latest change is known to this realm alone. */
  readonly unsaved: OAuthError | undefined
  /**
   * Reads the store, after storing what is still unsaved; what that leaves to be revoked is revoked. Rejects with
   * `storage_failed`; where tokens can be asked for again, answers what this realm knows instead, without a refresh token.
   */
  look(): Promise<GrantRecord>
  /** Tries the change on `base`, then on what others wrote meanwhile, until it is stored. Rejects with `storage_failed`. */
  commit(base: GrantRecord, change: Change): Promise<GrantRecord>
  /**
   * Like `commit`; but where the store keeps failing, this realm alone has the change, and stores it at the next look. However
   * often that happens, its version is but one ahead: what is stored once the store is back must not look older.
   */
  keep(base: GrantRecord, change: Change): Promise<GrantRecord>
  /**
   * Revokes what a grant that is over has left, and forgets what was revoked. Never while the grant is active: an
   * authorization server may revoke all its tokens together (RFC 7009 §2.1).
   */
  revokePending(also?: readonly string[]): Promise<void>
}

export function sharedGrant(
  { store, clock }: Platform,
  known: KnownGrant,
  obtain: Obtain,
  onUnsaved: (error: OAuthError) => void,
): SharedGrant {
  const { identity } = known
  let unsaved: { readonly error: OAuthError; readonly place: () => Promise<GrantRecord> } | undefined

  async function look(): Promise<GrantRecord> {
    try {
      const placed = await unsaved?.place()
      if (placed && placed.state !== 'active') void revokePending()
      unsaved = undefined
      return await known.look()
    } catch (error) {
      if (!obtain.again) throw error
      if (unsaved) stillUnsaved({ ...unsaved, error: asOAuthError(error, 'storage_failed') })
      return { ...known.record, secrets: { ...known.record.secrets, refresh: undefined } }
    }
  }

  async function commit(base: GrantRecord, change: Change): Promise<GrantRecord> {
    for (let now = base; ; now = await readGrant(store, identity)) {
      const changed = change(now)
      const next = changed === now ? now : { ...changed, version: now.version ? now.version + 1 : clock.wall() }
      if (changed !== now && !(await writeGrant(store, identity, now.version, next))) continue
      known.follow(next)
      return next
    }
  }

  async function keep(base: GrantRecord, change: Change): Promise<GrantRecord> {
    const place = () => commit(base, change)
    const ahead = unsaved ? 0 : 1
    unsaved = undefined
    try {
      return await persistently(clock, place)
    } catch (thrown) {
      const error = asOAuthError(thrown, 'storage_failed')
      if (!error.retryable) throw error
      const next = { ...change(base), version: base.version + ahead }
      known.follow(next)
      stillUnsaved({ error, place })
      return next
    }
  }

  function stillUnsaved(now: { readonly error: OAuthError; readonly place: () => Promise<GrantRecord> }): void {
    unsaved = now
    onUnsaved(now.error)
  }

  async function revokePending(also: readonly string[] = []): Promise<void> {
    const { state, secrets } = known.record
    const tokens = [...new Set([...also, ...secrets.pendingRevoke.map(({ token }) => token)])]
    if (state === 'active' || tokens.length === 0) return
    const left = await obtain.revoke(tokens)
    await commit(known.record, now => revoked(now, tokens, left)).catch(() => {})
  }

  return {
    get unsaved() {
      return unsaved?.error
    },
    look,
    commit,
    keep,
    revokePending,
  }
}
