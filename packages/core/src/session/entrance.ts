import { OAuthError } from '../errors.js'
import { type GrantRecord, grantKey, schema } from './grant-record.js'
import type { KnownGrant } from './known-grant.js'
import type { Platform } from './platform.js'
import type { Recovery } from './recovery.js'
import type { SharedGrant } from './shared-grant.js'

type Release = () => void

/** Runs work under the grant's lock, or adopts what another realm wrote meanwhile. Rejects with `lock_timeout` if the lock stayed taken. */
export type Entrance = <T>(work: () => Promise<T>, adopt: () => T | undefined) => Promise<T>

/**
 * Waits for the lock, bounded. A holder that writes nothing for twice the time of a request is displaced, by the first who
 * writes so.
 */
export function entrance(
  platform: Platform,
  known: Pick<KnownGrant, 'identity' | 'record' | 'listen' | 'look'>,
  { look, claim }: Pick<SharedGrant, 'look' | 'claim'>,
  recovery: Pick<Recovery, 'isHeeding'>,
): Entrance {
  const { store, lock, clock, limits } = platform
  const key = grantKey(known.identity)
  const name = `tessera.${schema} ${key}`
  let silence = { mark: '', since: 0 }

  /** A turn, or `undefined` as soon as there is something to adopt, or nothing left to wait for. */
  async function turnOrNews(turn: Promise<Release | undefined>, adopt: () => unknown): Promise<Release | undefined> {
    const deaf = recovery.isHeeding ? () => {} : store.watch(key, () => known.look().catch(() => {}))
    let deafen = () => {}
    const news = new Promise<undefined>(resolve => {
      const hear = () => {
        silenceSince(known.record)
        if (isDecided(adopt)) resolve(undefined)
      }
      deafen = known.listen(hear)
      hear()
    })
    return Promise.race([turn, news]).finally(() => {
      deaf()
      deafen()
    })
  }

  /** Milliseconds. */
  function silenceSince({ version, intent }: GrantRecord): number {
    const mark = `${Math.floor(version)} ${intent?.id}`
    if (mark !== silence.mark) silence = { mark, since: clock.monotonic() }
    return clock.monotonic() - silence.since
  }

  /** Of all who would displace a holder, one may claim the record; to the others that is a sign of life. */
  async function displaced(adopt: () => unknown): Promise<Release | undefined> {
    const found = await look()
    if (found.state === 'newer') throw new OAuthError('storage_newer')
    if (isDecided(adopt) || silenceSince(found) < 2 * limits.request) return undefined
    return (await claim(found)) ? lock.acquire(name, limits.lock, true) : undefined
  }

  return async (work, adopt) => {
    const turn = lock.acquire(name, limits.lock)
    const release = await turnOrNews(turn, adopt)
    if (release) {
      silence.mark = ''
      return work().finally(release)
    }
    turn.then(
      leave => leave?.(),
      () => {},
    )
    const heard = adopt()
    if (heard !== undefined) return heard
    const displacing = await displaced(adopt)
    if (displacing) return work().finally(displacing)
    const found = adopt()
    if (found !== undefined) return found
    throw new OAuthError('lock_timeout')
  }
}

function isDecided(adopt: () => unknown): boolean {
  try {
    return adopt() !== undefined
  } catch {
    return true
  }
}
