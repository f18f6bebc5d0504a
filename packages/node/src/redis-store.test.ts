import { inspect } from 'node:util'
import { type Clock, systemClock } from '@tessera/core/platform'
import { authorizationServer, handClock } from '@tessera/testing'
import { lockSuite, storeSuite } from '@tessera/testing/suites'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { hasRedis, type RedisServer, startRedis } from '../test-support/redis-server.ts'
import { clientCredentials } from './client-credentials.js'
import { redisStore } from './redis-store.js'
import { sharedLock } from './shared-lock.js'

describe.skipIf(!hasRedis)('over a real server', () => {
  let server: RedisServer
  let clients: readonly Awaited<ReturnType<typeof connect>>[]
  beforeAll(async () => {
    server = await startRedis()
    clients = await Promise.all([connect(), connect()])
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await server.close()
  })

  async function connect() {
    const { url } = server
    const redis = createClient({ url })
    await redis.connect()
    const ioredis = new Redis(url)
    const close = () => {
      redis.destroy()
      ioredis.disconnect()
    }
    return { redis, ioredis, close }
  }

  for (const name of ['redis', 'ioredis'] as const) {
    const stores = () => {
      const [store, sibling] = clients.map(client => redisStore(client[name]))
      if (!store || !sibling) throw new Error('not connected')
      return { store, sibling, close: () => {} }
    }
    storeSuite(`redisStore with ${name}`, async () => stores())
    lockSuite(`the lock over a redisStore with ${name}`, async () => {
      const { store, sibling, close } = stores()
      return { lock: sharedLock(store, systemClock), sibling: sharedLock(sibling, systemClock), close }
    })
  }

  it.each(['redis', 'ioredis'] as const)(
    'tells nobody what was to be written when the server has no room: %s',
    async name => {
      const [client] = clients
      if (!client) throw new Error('not connected')
      await client.redis.configSet('maxmemory', '1')
      onTestFinished(async () => void (await client.redis.configSet('maxmemory', '0')))
      const entry = { version: 1, clear: null, sealed: { refresh: 'a refresh token' } }
      const failure = await redisStore(client[name])
        .compareAndSwap('full', 0, entry)
        .catch((error: unknown) => error)
      expect(failure).toMatchObject({ code: 'storage_failed', cause: { message: expect.stringContaining('OOM') } })
      expect(inspect(failure, { depth: Number.POSITIVE_INFINITY })).not.toContain('a refresh token')
    },
  )

  it('is the same store for both clients, under keys that begin with `tessera `, and another under another prefix', async () => {
    const [one, other] = clients
    if (!one || !other) throw new Error('not connected')
    await redisStore(one.redis).compareAndSwap('shared', 0, { version: 1, clear: 'word', sealed: null })
    for (const options of [{}, { prefix: 'tessera ' }])
      expect((await redisStore(other.ioredis, options).get('shared'))?.clear).toBe('word')
    expect(await redisStore(other.ioredis, { prefix: 'another ' }).get('shared')).toBeUndefined()
  })
})

describe.skipIf(!hasRedis)('when the real server is killed', () => {
  it('a service has its tokens all the same, and shares them again once the server is back', async () => {
    const server = await startRedis()
    const client = new Redis(server.url, { enableOfflineQueue: false, lazyConnect: true, retryStrategy: () => 20 })
    client.on('error', () => {})
    await client.connect()
    const reports = { clientId: 'reports', clientSecret: 'a secret' }
    const { issuer, fetch, counters, expireNow } = authorizationServer({ clients: [reports] })
    const options = { issuer, ...reports, resources: { api: 'https://api.example.com' }, fetch }
    const service = (scope: string) => clientCredentials({ ...options, scope, store: redisStore(client) })
    onTestFinished(async () => {
      client.disconnect()
      await server.close()
    })

    const { getAccessToken } = service('orders.read')
    const first = await getAccessToken()
    await server.kill()
    expireNow()
    const second = await getAccessToken({ rejected: first })
    expect(second).not.toBe(first)
    expect(await getAccessToken()).toBe(second)
    expect(await service('orders.read').getAccessToken()).not.toBe(second)
    expect(counters.tokenRequests).toBe(3)

    await server.restart()
    await vi.waitFor(() => client.ping())
    expect(await service('bills.read').getAccessToken()).toBe(await service('bills.read').getAccessToken())
    expect(counters.tokenRequests).toBe(4)
  })
})

describe('redisStore', () => {
  it('says that the store failed when the server does, or does not answer', async () => {
    const broken = redisStore({ sendCommand: () => Promise.reject(new Error('connection refused')) })
    await expect(broken.get('key')).rejects.toMatchObject({ code: 'storage_failed', retryable: true })
    const { clock, advance } = handClock()
    const silent = { sendCommand: () => new Promise(() => {}) }
    for (const [options, patience] of [[{ clock }, 1_000] as const, [{ clock, timeout: 1 }, 1] as const]) {
      const failure = expect(redisStore(silent, options).get('key')).rejects.toMatchObject({
        ...{ code: 'storage_failed', facts: { reason: 'timed out' } },
      })
      await advance(patience)
      await failure
    }
  })

  it('watches without keeping a process alive, and asks nothing more once nobody watches', async () => {
    const { clock, advance } = handClock()
    const timers = new Map<object, boolean | undefined>()
    const after: Clock['after'] = (due, run, background) => {
      const timer = {}
      timers.set(timer, background)
      const end = () => timers.delete(timer)
      const cancel = clock.after(due, () => end() && run(), background)
      return () => end() && cancel()
    }
    const sendCommand = vi.fn(async () => '1')
    const stop = redisStore({ sendCommand }, { clock: { ...clock, after } }).watch('key', () => {})
    await advance(1_000)
    expect([...timers.values()]).toEqual([true])
    stop()
    const asked = sendCommand.mock.calls.length
    await advance(1_000)
    expect(sendCommand).toHaveBeenCalledTimes(asked)
  })

  it('quotes nothing of an entry that cannot be read', async () => {
    const store = redisStore({ sendCommand: async () => '{"sealed":{"refresh":a refresh token"}}' })
    const failure = await store.get('key').catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'storage_failed', facts: { reason: 'unreadable' } })
    expect(inspect(failure, { showHidden: true })).not.toContain('a refresh')
  })
})
