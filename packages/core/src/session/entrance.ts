import { type GrantIdentity, type GrantRecord, grantKey, schema } from './grant-record.js'
import type { Platform } from './platform.js'

/** Runs work under the grant's lock, or answers `undefined` if the lock stayed taken. */
export type Entrance = <T>(work: () => Promise<T>) => Promise<T | undefined>

/** Waits for the lock, bounded. A holder that writes nothing for twice the time of a request is displaced. */
export function entrance(platform: Platform, identity: GrantIdentity, look: () => Promise<GrantRecord>): Entrance {
  const { lock, clock, limits } = platform
  const name = `tessera.${schema} ${grantKey(identity)}`
  let silence = { mark: '', since: 0 }

  async function enter(): Promise<(() => void) | undefined> {
    const release = await lock.acquire(name, limits.lock)
    if (release) return release
    const { version, intent } = await look()
    const mark = `${version} ${intent?.id}`
    if (mark !== silence.mark) silence = { mark, since: clock.monotonic() }
    const isSilent = clock.monotonic() - silence.since >= 2 * limits.request
    return isSilent ? lock.acquire(name, limits.lock, true) : undefined
  }

  return async work => {
    const release = await enter()
    return release && work().finally(release)
  }
}
