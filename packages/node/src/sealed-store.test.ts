import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Fetch, memoryStore, type Store, systemClock } from '@tessera/core/platform'
import { authorizationServer } from '@tessera/testing'
import { lockSuite, storeSuite } from '@tessera/testing/suites'
import { createClient } from 'redis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hasRedis, startRedis } from '../test-support/redis-server.ts'
import { clientCredentials } from './client-credentials.js'
import { fileStore } from './file-store.js'
import { password } from './password.js'
import { redisStore } from './redis-store.js'
import { sealedStore } from './sealed-store.js'
import { sharedLock } from './shared-lock.js'

const key = randomBytes(32)

function shared() {
  const kept = memoryStore()
  return { store: sealedStore(kept, { key }), sibling: sealedStore(kept, { key }), close: () => {} }
}

storeSuite('sealedStore', async () => shared())
lockSuite('the lock over a sealedStore', async () => {
  const { store, sibling, close } = shared()
  return { lock: sharedLock(store, systemClock), sibling: sharedLock(sibling, systemClock), close }
})

const ada = { sub: 'ada', username: 'ada', password: 'analytical engine' }
const client = { clientId: 'reports', clientSecret: 'the secret of the reports' }

/** A server that remembers every token it issued, and services that share a store. */
function world() {
  const server = authorizationServer({ clients: [client], users: [ada] })
  const issued = new Set<string>()
  const fetch: Fetch = async (url, init) => {
    const response = await server.fetch(url, init)
    for (const [, token] of (await response.clone().text()).matchAll(/"(?:access|refresh|id)_token": ?"([^"]+)"/g))
      if (token) issued.add(token)
    return response
  }
  const options = { issuer: server.issuer, ...client, resources: { api: 'https://api.example.com' }, fetch }
  return {
    ...{ server, issued },
    machine: (store: Store) => clientCredentials({ ...options, store }),
    user: (store: Store) => password({ ...options, ...ada, store }),
  }
}

/** What is found of all that was ever issued and all that the client knows, after a sign-in and after a renewal. */
async function foundAtRest(store: Store, dump: () => Promise<string>): Promise<readonly string[]> {
  const { server, issued, machine, user } = world()
  const secrets = () => [...issued, client.clientSecret, ada.password]
  const found = async () => {
    const text = await dump()
    return secrets().filter(secret => text.includes(secret))
  }
  const first = await user(store).getAccessToken()
  await machine(store).getAccessToken()
  const afterSignIn = await found()
  server.expireNow()
  await user(store).getAccessToken({ rejected: first })
  expect(server.counters.tokenRequests).toBe(3)
  expect(issued.size).toBeGreaterThanOrEqual(5)
  return [...afterSignIn, ...(await found())]
}

async function inFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-sealed-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const dump = async () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .map(
        found =>
          join(found.parentPath, found.name) +
          (found.isFile() ? readFileSync(join(found.parentPath, found.name), 'latin1') : ''),
      )
      .join('\n')
  return { store: fileStore(folder), dump }
}

async function inRedis() {
  const server = await startRedis()
  const redis = await createClient({ url: server.url }).connect()
  onTestFinished(async () => {
    redis.destroy()
    await server.close()
  })
  const dump = async () => {
    const keys = await redis.keys('*')
    return JSON.stringify([keys, await Promise.all(keys.map(at => redis.hGetAll(at)))])
  }
  return { store: redisStore(redis), dump }
}

describe.each([
  { where: 'in files', begin: inFiles, isHere: true },
  { where: 'in Redis', begin: inRedis, isHere: hasRedis },
])('at rest $where', ({ begin, isHere }) => {
  it.skipIf(!isHere)('no token can be found, where a key is given', async () => {
    const { store, dump } = await begin()
    expect(await foundAtRest(sealedStore(store, { key }), dump)).toEqual([])
  })

  it.skipIf(!isHere)('tokens can be found, where none is given, and never a secret or a password', async () => {
    const { store, dump } = await begin()
    const found = await foundAtRest(store, dump)
    expect(found.length).toBeGreaterThanOrEqual(4)
    expect(found).not.toContain(client.clientSecret)
    expect(found).not.toContain(ada.password)
  })
})

describe('sealedStore', () => {
  const entry = (version: number, sealed: unknown) => ({ version, clear: 'word', sealed })

  it('opens what a former key sealed, and seals it with the new one', async () => {
    const [kept, newKey] = [memoryStore(), randomBytes(32)]
    await sealedStore(kept, { key }).compareAndSwap('at', 0, entry(1, 'secret'))
    const store = sealedStore(kept, { key: newKey, formerKeys: [key] })
    expect(await store.get('at')).toEqual(entry(1, 'secret'))
    await store.compareAndSwap('at', 1, entry(2, 'secret'))
    expect(await sealedStore(kept, { key: newKey }).get('at')).toEqual(entry(2, 'secret'))
    expect(await sealedStore(kept, { key }).get('at')).toEqual(entry(2, undefined))
  })

  it.each(['', 'short', 'A'.repeat(80), { plain: 'secret' }, 7])(
    'opens nothing that it did not seal: %j',
    async sealed => {
      const kept = memoryStore()
      await kept.compareAndSwap('at', 0, entry(1, sealed))
      expect(await sealedStore(kept, { key }).get('at')).toEqual(entry(1, undefined))
    },
  )

  it('opens nothing that was moved to another place or another version', async () => {
    const kept = memoryStore()
    const store = sealedStore(kept, { key })
    await store.compareAndSwap('at', 0, entry(1, 'secret'))
    const found = await kept.get('at')
    await kept.compareAndSwap('elsewhere', 0, entry(1, found?.sealed))
    await kept.compareAndSwap('at', 1, entry(2, found?.sealed))
    expect(await store.get('elsewhere')).toEqual(entry(1, undefined))
    expect(await store.get('at')).toEqual(entry(2, undefined))
  })

  it('lets a service that began without a key ask again', async () => {
    const [kept, { server, machine }] = [memoryStore(), world()]
    await machine(kept).getAccessToken()
    const token = await machine(sealedStore(kept, { key })).getAccessToken()
    const request = new Request('https://api.example.com', { headers: { authorization: `Bearer ${token}` } })
    expect(server.bearer(request)).toBeDefined()
    expect(server.counters.tokenRequests).toBe(2)
  })

  it.each([0, 16, 33])('takes no key of %i bytes', length => {
    const wrong = () => sealedStore(memoryStore(), { key: new Uint8Array(length) })
    expect(wrong).toThrow('invalid_options name=key')
    const wrongFormer = () => sealedStore(memoryStore(), { key, formerKeys: [new Uint8Array(length)] })
    expect(wrongFormer).toThrow('invalid_options name=key')
  })

  it.each(['0123456789abcdef'.repeat(2), undefined])('takes no key that is not bytes: %s', text => {
    // @ts-expect-error: so says the type, too.
    expect(() => sealedStore(memoryStore(), { key: text })).toThrow('invalid_options name=key')
  })
})
