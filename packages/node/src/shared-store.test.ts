import { dpopKeyPair } from '@tessera/core/dpop'
import { type Fetch, memoryStore, type Store, schema } from '@tessera/core/platform'
import { authorizationServer, handClock } from '@tessera/testing'
import { describe, expect, it } from 'vitest'
import { clientCredentials } from './client-credentials.js'
import { password } from './password.js'

const client = { clientId: 'reports', clientSecret: 'a secret' }
const api = { url: 'https://api.example.com', scope: 'orders.read' }
const billing = { url: 'https://billing.example.com', scope: 'bills.read' }
const resources = { api, billing }
const bob = { sub: 'bob', username: 'bob', password: 'we can fix it' }
const carol = { sub: 'carol', username: 'carol', password: 'nobody asks' }

/** An authorization server, and services that share a store which may fail. */
function world() {
  const time = handClock()
  const { clock } = time
  const server = authorizationServer({ clients: [client], users: [bob, carol], clock, accessTokenLifetime: 60_000 })
  const kept = memoryStore()
  const store = failing(kept)
  const grants: string[] = []
  const fetch: Fetch = (url, init) => {
    if (init?.body instanceof URLSearchParams) grants.push(String(init.body.get('grant_type')))
    return server.fetch(url, init)
  }
  const options = { issuer: server.issuer, ...client, resources, fetch, clock, store }
  return {
    ...{ time, server, store, grants },
    machine: (scope?: string) => clientCredentials(scope ? { ...options, scope } : options),
    user: (who = bob) => password({ ...options, ...who }),
  }
}

function failing(kept: Store): Store & { isDown: boolean } {
  const answered = async <T>(ask: () => Promise<T>) => {
    if (store.isDown) throw new Error('connection refused')
    return ask()
  }
  const store = {
    isDown: false,
    get: (key: string) => answered(() => kept.get(key)),
    compareAndSwap: (...write: Parameters<Store['compareAndSwap']>) => answered(() => kept.compareAndSwap(...write)),
    watch: kept.watch,
  }
  return store
}

/** Turns the clock until it is answered. */
async function inTime<T>(time: { advance(milliseconds: number): Promise<void> }, answer: Promise<T>): Promise<T> {
  let isPending = true
  const settled = answer.finally(() => {
    isPending = false
  })
  settled.catch(() => {})
  for (let turn = 0; isPending && turn < 100; turn++) await time.advance(50)
  return settled
}

describe('services that share a store', () => {
  it('ask once for all of them, and again when the token expires', async () => {
    const { time, server, machine } = world()
    const services = [machine(), machine(), machine()]
    const ask = () => Promise.all(services.map(({ getAccessToken }) => getAccessToken({ resource: 'api' })))
    expect(new Set(await inTime(time, ask())).size).toBe(1)
    expect(server.counters.tokenRequests).toBe(1)
    await time.advance(60_000)
    expect(new Set(await inTime(time, ask())).size).toBe(1)
    expect(server.counters.tokenRequests).toBe(2)
  })

  it('spend one refresh token of one user between them', async () => {
    const { time, server, grants, user } = world()
    const services = [user(), user()]
    const ask = () => Promise.all(services.map(({ getAccessToken }) => getAccessToken({ resource: 'api' })))
    for (let expiry = 0; expiry < 3; expiry++) {
      expect(new Set(await inTime(time, ask())).size).toBe(1)
      await time.advance(60_000)
    }
    expect(grants).toEqual(['password', 'refresh_token', 'refresh_token'])
    expect(server.counters.reuseDetections).toBe(0)
  })

  it('never mix tokens of different scopes, nor those of a user with their own', async () => {
    const { time, machine, user } = world()
    const asked = [machine('orders.read'), machine('orders.write'), user()].map(({ getAccessToken }) =>
      getAccessToken({ resource: 'api' }),
    )
    expect(new Set(await inTime(time, Promise.all(asked))).size).toBe(3)
  })

  it('never mix tokens that are bound to a key with others', async () => {
    const issuer = 'https://id.example.com'
    let issued = 0
    const fetch: Fetch = async (_, init) => {
      const tokenType = new Headers(init?.headers).has('dpop') ? 'DPoP' : 'Bearer'
      return Response.json({ access_token: `token ${issued++}`, token_type: tokenType, expires_in: 60 })
    }
    const known = { issuer, server: { issuer, tokenEndpoint: `${issuer}/token` }, store: memoryStore(), fetch }
    const shared = { ...client, ...known, resources: { api } }
    const [plain, bound] = [clientCredentials(shared), clientCredentials({ ...shared, dpop: await dpopKeyPair() })]
    expect(await plain.getAccessToken()).toBe('token 0')
    expect(await bound.getAccessToken()).toBe('token 1')
  })
})

describe('users who share a store', () => {
  it('never get each other’s tokens', async () => {
    const { time, server, user } = world()
    for (const who of [bob, carol]) {
      const token = await inTime(time, user(who).getAccessToken({ resource: 'api' }))
      expect(server.bearer(bearing(token))?.subject).toBe(who.sub)
    }
  })
})

describe('beside a release that writes another format', () => {
  it('machine tokens are asked for by each release', async () => {
    const { time, store, server, machine } = world()
    const { get } = store
    const newer = { version: 1, clear: { schema: schema + 1, epoch: 1, state: 'active' }, sealed: {} }
    store.get = async key => (key.startsWith('grant') && !key.includes(`schema ${schema}`) ? newer : get(key))
    const token = await inTime(time, machine().getAccessToken({ resource: 'api' }))
    expect(server.bearer(bearing(token))).toBeDefined()
  })
})

describe('while the store is away', () => {
  it('machine tokens are fetched directly, for every resource and after every expiry', async () => {
    const { time, server, store, machine } = world()
    const { getAccessToken } = machine()
    const first = await inTime(time, getAccessToken({ resource: 'api' }))
    store.isDown = true
    expect(await inTime(time, getAccessToken({ resource: 'api' }))).toBe(first)
    for (let expiry = 0; expiry < 5; expiry++) {
      await time.advance(60_000)
      for (const resource of ['api', 'billing'] as const) {
        const token = await inTime(time, getAccessToken({ resource }))
        expect(server.bearer(bearing(token))).toBeDefined()
      }
    }
    expect(server.counters.tokenRequests).toBe(11)
    store.isDown = false
    await time.advance(60_000)
    const shared = await inTime(time, getAccessToken({ resource: 'api' }))
    expect(server.bearer(bearing(shared))).toBeDefined()
    expect(await inTime(time, machine().getAccessToken({ resource: 'api' }))).toBe(shared)
  })

  it('a refresh token is not spent, the error says why, and a token that is alive is served', async () => {
    const { time, grants, store, user } = world()
    const { getAccessToken } = user()
    const first = await inTime(time, getAccessToken({ resource: 'api' }))
    store.isDown = true
    await time.advance(56_000)
    expect(await inTime(time, getAccessToken({ resource: 'api' }))).toBe(first)
    await time.advance(10_000)
    const asked = inTime(time, getAccessToken({ resource: 'api' }))
    await expect(asked).rejects.toMatchObject({ code: 'storage_failed', retryable: true })
    expect(grants).toEqual(['password'])
    store.isDown = false
    await time.advance(60_000)
    await inTime(time, getAccessToken({ resource: 'api' }))
    expect(grants).toEqual(['password', 'refresh_token'])
  })
})

function bearing(token: string): Request {
  return new Request(api.url, { headers: { authorization: `Bearer ${token}` } })
}
