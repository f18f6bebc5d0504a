import { type GrantRecord, grantKey, schema } from './grant-record.js'
import type { KnownGrant } from './known-grant.js'
import type { Platform } from './platform.js'
import type { SharedGrant } from './shared-grant.js'

/** Runs work under the grant's lock, or answers `undefined` if the lock stayed taken. */
export type Entrance = <T>(work: () => Promise<T>) => Promise<T | undefined>

/**
 * Waits for the lock, bounded. A holder that writes nothing for twice the time of a request is displaced, by the first who
 * writes so.
 */
export function entrance(
  platform: Platform,
  known: Pick<KnownGrant, 'identity' | 'record' | 'listen'>,
  { look, commit }: Pick<SharedGrant, 'look' | 'commit'>,
): Entrance {
  const { lock, clock, limits } = platform
  const name = `tessera.${schema} ${grantKey(known.identity)}`
  let silence = { mark: '', since: 0 }

  async function enter(): Promise<(() => void) | undefined> {
    const hear = () => silenceSince(known.record)
    hear()
    const release = await lock.acquire(name, limits.lock).finally(known.listen(hear))
    if (release) return release
    const found = await look()
    const isSilent = silenceSince(found) >= 2 * limits.request
    return isSilent && (await isFirst(found)) ? lock.acquire(name, limits.lock, true) : undefined
  }

  /** Milliseconds. */
  function silenceSince({ version, intent }: GrantRecord): number {
    const mark = `${version} ${intent?.id}`
    if (mark !== silence.mark) silence = { mark, since: clock.monotonic() }
    return clock.monotonic() - silence.since
  }

  /** Of all who would displace a holder, the store lets one write; to the others that is a sign of life. */
  async function isFirst(found: GrantRecord): Promise<boolean> {
    if (found.secrets.refresh === undefined) return true
    let tries = 0
    await commit(found, now => (++tries === 1 ? { ...now } : now))
    return tries === 1
  }

  return async work => {
    const release = await enter()
    return release && work().finally(release)
  }
}
