import { asOAuthError, OAuthError } from '../errors.js'
import { within } from '../ports/pause.js'
import { persistently } from './backoff.js'
import { revoked } from './grant-changes.js'
import { type GrantRecord, readGrant } from './grant-record.js'
import { isUnstored, type KnownGrant } from './known-grant.js'
import type { Obtain } from './obtain.js'
import { inOneFlight } from './one-flight.js'
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
   * `storage_failed`; where tokens can be asked for again, answers what this realm knows instead, without a refresh token or an intent.
   */
  look(): Promise<GrantRecord>
  /** Tries the change on `base`, then on what others wrote meanwhile, until it is stored. Rejects with `storage_failed`. */
  commit(base: GrantRecord, change: Change): Promise<GrantRecord>
  /**
   * Like `commit`, for a change that may end the session: after what this realm still has to store itself, which may be the answer
   * that saves it. Rejects with `storage_failed` also where that takes longer than a request.
   */
  conclude(base: GrantRecord, change: Change): Promise<GrantRecord>
  /**
   * Raises the version, unless somebody has written since: whether it did. Where there is no refresh token to be spent twice and tokens
   * can be asked for again, everybody may. Rejects with `storage_failed`.
   */
  claim(found: GrantRecord): Promise<boolean>
  /**
   * Like `commit`; but where the store keeps failing, this realm alone has the change, and stores it at the next look, after those
   * before it.
   */
  keep(base: GrantRecord, change: Change): Promise<GrantRecord>
  /**
   * Revokes what a grant that is over has left, and forgets what was revoked. Never while the grant is active: an
   * authorization server may revoke all its tokens together (RFC 7009 §2.1).
   */
  revokePending(also?: readonly string[]): Promise<void>
}

/** As many realms would have to write in between. */
const mostTries = 100

interface Unsaved {
  /** Counts what this realm keeps: it is to be stored in this order, whichever failed first. */
  readonly turn: number
  readonly error: OAuthError
  readonly change: Change
  readonly again: () => Promise<GrantRecord>
}

export function sharedGrant(
  { store, clock, limits }: Platform,
  known: KnownGrant,
  obtain: Obtain,
  onUnsaved: (error: OAuthError) => void,
): SharedGrant {
  const { identity } = known
  /** What was unsaved, while it is being stored together with what came later. */
  const takenOver = new Set<Unsaved | undefined>()
  let unsaved: Unsaved | undefined
  let keeping = Promise.resolve(true)
  let turns = 0

  async function look(): Promise<GrantRecord> {
    try {
      if (takenOver.size > 0 && !obtain.again) await within(clock, limits.request, keeping)
      if (unsaved) await placeAgain(unsaved)
      return await known.look()
    } catch (error) {
      if (!obtain.again) throw error
      if (unsaved) stillUnsaved({ ...unsaved, error: asOAuthError(error, 'storage_failed') })
      const { record } = known
      return unstored({ ...record, intent: undefined, secrets: { ...record.secrets, refresh: undefined } }, record)
    }
  }

  async function commit(base: GrantRecord, change: Change): Promise<GrantRecord> {
    const isToBeRead = isUnstored(base) || base.state === 'store-gone'
    let now = isToBeRead ? await readGrant(store, identity) : base
    for (let tries = 0; tries < mostTries; tries++) {
      const changed = change(now)
      const next =
        changed === now ? now : { ...changed, version: now.version ? now.version + 1 : Math.round(clock.wall()) }
      if (changed === now || (await writeGrant(store, identity, now.version, next))) {
        known.follow(next)
        return next
      }
      now = await readGrant(store, identity)
    }
    throw new OAuthError('storage_failed', { reason: 'contention' })
  }

  async function conclude(base: GrantRecord, change: Change): Promise<GrantRecord> {
    const isKept = await within(clock, limits.request, keeping)
    if (!isKept) throw new OAuthError('storage_failed', { reason: 'timed out' })
    if (unsaved && !obtain.again) await placeAgain(unsaved)
    return commit(base, change)
  }

  async function claim(found: GrantRecord): Promise<boolean> {
    if (obtain.again && found.secrets.refresh === undefined) return true
    const next = { ...found, version: found.version + 1 }
    const isMine = await writeGrant(store, identity, found.version, next)
    if (isMine) known.follow(next)
    else await known.look()
    return isMine
  }

  function keep(base: GrantRecord, next: Change): Promise<GrantRecord> {
    const kept = place(base, next)
    // Only that they are over: what came of them would be held for ever, each by the next.
    keeping = Promise.allSettled([keeping, kept]).then(() => true)
    return kept
  }

  async function place(base: GrantRecord, next: Change): Promise<GrantRecord> {
    turns += 1
    const before = unsaved
    if (before) takenOver.add(before)
    const { turn, change } = withUnsaved(turns, next)
    try {
      const placed = await persistently(clock, () => commit(base, change))
      if (placed.state === 'newer') unsaved ??= before
      if (!unsaved) known.adopt(placed)
      return placed
    } catch (thrown) {
      const error = asOAuthError(thrown, 'storage_failed')
      if (!error.retryable) throw error
      const all = withUnsaved(turn, change)
      known.follow(unstored(all.change(base), base))
      stillUnsaved({ ...all, error, again: inOneFlight(() => commit(base, all.change)) })
      return unstored(change(base), base)
    } finally {
      takenOver.delete(before)
    }
  }

  /** Takes over what failed to be stored, before or meanwhile. Where tokens can be asked for again, that is let go. */
  function withUnsaved(turn: number, change: Change): Pick<Unsaved, 'turn' | 'change'> {
    const other = obtain.again ? undefined : unsaved
    unsaved = undefined
    if (!other) return { turn, change }
    if (other.turn < turn) return { turn, change: now => change(other.change(now)) }
    return { turn: other.turn, change: now => other.change(change(now)) }
  }

  async function placeAgain(mine: Unsaved): Promise<void> {
    const placed = await mine.again()
    if (placed.state === 'newer') throw new OAuthError('storage_newer')
    if (mine !== unsaved) return
    unsaved = undefined
    known.adopt(placed)
    void revokePending()
  }

  function stillUnsaved(now: Unsaved): void {
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
      return (unsaved ?? [...takenOver][0])?.error
    },
    look,
    commit,
    conclude,
    claim,
    keep,
    revokePending,
  }
}

function unstored(record: GrantRecord, base: GrantRecord): GrantRecord {
  return { ...record, version: Math.floor(base.version) + 0.5 }
}
