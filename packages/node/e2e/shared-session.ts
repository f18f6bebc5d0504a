import { clientSecret } from '@tessera/core/client-authentication'
import {
  alwaysAwake,
  defaultLimits,
  type Fetch,
  type Lock,
  randomId,
  type Store,
  systemClock,
  systemFetch,
} from '@tessera/core/platform'
import { refreshing } from '@tessera/core/refresh-flow'
import { knownGrant, type Rotation } from '@tessera/core/session'
import { fileStore } from '../src/file-store.ts'
import { redisStore } from '../src/redis-store.ts'
import { sharedLock } from '../src/shared-lock.ts'

/** What processes have to agree on to share a session. */
export interface Shared {
  readonly issuer: string
  readonly clientId: string
  readonly secret: string
  readonly storedAt: { readonly folder: string } | { readonly redis: string } | { readonly ioredis: string }
  /** A run without it is void unless it fails. */
  readonly withoutLock?: boolean
}

/** A session whose tokens can only be had with its refresh token. */
export interface SharedSession {
  readonly rotation: Rotation
  close(): void
}

/** What it does: it gets in line for the lock, it sends a refresh token. */
export type Step = 'asks' | 'spends'

export async function sharedSession(shared: Shared, does: (step: Step) => void): Promise<SharedSession> {
  const { issuer, clientId, secret, withoutLock } = shared
  const { store, close } = await opened(shared.storedAt)
  const real = withoutLock ? { acquire: async () => () => {} } : sharedLock(store, systemClock)
  const lock: Lock = {
    acquire: (...asked) => {
      does('asks')
      return real.acquire(...asked)
    },
  }
  const fetch: Fetch = (url, init) => {
    if (init?.method === 'POST') does('spends')
    return systemFetch(url, init)
  }
  const ports = { store, clock: systemClock, wake: alwaysAwake }
  const platform = { ...ports, lock, limits: defaultLimits, realm: randomId() }
  const known = knownGrant(platform, { issuer, client: clientId, slot: 'shared' }, 30_000)
  const client = { ...ports, issuer, clientId, authentication: clientSecret(secret), fetch }
  return { rotation: refreshing(platform, known, client), close }
}

/** Clients that fail at once while the server is away, and come back by themselves. Each is loaded only where it is wanted. */
async function opened(place: Shared['storedAt']): Promise<{ readonly store: Store; close(): void }> {
  if ('folder' in place) return { store: fileStore(place.folder), close: () => {} }
  if ('redis' in place) {
    const { createClient } = await import('redis')
    const client = createClient({ url: place.redis, disableOfflineQueue: true, socket: { reconnectStrategy: 50 } })
    client.on('error', () => {})
    await client.connect()
    return { store: redisStore(client), close: () => client.destroy() }
  }
  const { Redis } = await import('ioredis')
  const client = new Redis(place.ioredis, { enableOfflineQueue: false, lazyConnect: true, retryStrategy: () => 50 })
  client.on('error', () => {})
  await client.connect()
  return { store: redisStore(client), close: () => client.disconnect() }
}
