import { type Auth, authOn } from '@tessera/core/auth'
import { codeFlow } from '@tessera/core/code-flow'
import { alwaysAwake, defaultLimits, memoryLock, memoryStore, noAddressBar, randomId } from '@tessera/core/platform'
import { refreshing } from '@tessera/core/refresh-flow'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  authorizationServer,
  type HandClock,
  handClock,
} from './index.js'

const [minute, hour] = [60_000, 3_600_000]
const api = 'https://api.example.com'

let time: HandClock
beforeEach(() => {
  time = handClock()
})

function serverWith(options: AuthorizationServerOptions = {}): AuthorizationServer {
  return authorizationServer({ clock: time.clock, ...options })
}

/** An Auth on plugs of memory, with the server's user in front of its pages. */
function authAt({ issuer, fetch, visit }: AuthorizationServer): Auth {
  const store = memoryStore()
  const { clock } = time
  const plugs = { store, lastingStore: store, clock, wake: alwaysAwake, fetch, landedAt: undefined }
  return authOn(
    { issuer, clientId: 'web', redirectUri: 'http://localhost:3000/', scope: 'profile', resources: { api } },
    {
      ...plugs,
      loadFlow: async () => codeFlow,
      loadLatePorts: async () => ({
        ...{ refreshing, lock: memoryLock(clock), limits: defaultLimits, realm: randomId(), addressBar: noAddressBar },
        userAgent: { open: request => visit(request), close: () => {} },
      }),
    },
  )
}

async function signedIn(server: AuthorizationServer): Promise<Auth> {
  const auth = authAt(server)
  await auth.signIn()
  return auth
}

/** What a call comes to while time passes. */
async function afterwards<T>(milliseconds: number, call: Promise<T>): Promise<T> {
  call.catch(() => {})
  await time.advance(milliseconds)
  return call
}

describe('a session at the server', () => {
  it('begins, is renewed, and ends', async () => {
    const server = serverWith()
    const auth = await signedIn(server)
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', user: { sub: 'ada', name: 'Ada Lovelace' } })
    const first = await auth.getAccessToken()
    await time.advance(hour)
    const second = await auth.getAccessToken()
    expect(server.bearer(bearing(first))).toBeUndefined()
    expect(server.bearer(bearing(second))).toMatchObject({ subject: 'ada', clientId: 'web' })
    expect(server.counters).toEqual({ tokenRequests: 2, reuseDetections: 0 })
    await auth.signOut()
    await vi.waitFor(() => expect(server.bearer(bearing(second))).toBeUndefined())
  })

  it('survives a lost answer within the grace window', async () => {
    const server = serverWith({ grace: 5 * minute })
    const auth = await signedIn(server)
    await time.advance(hour)
    server.dropNextAnswer()
    await expect(afterwards(0, auth.getAccessToken())).rejects.toMatchObject({ code: 'network_failed' })
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', stale: true })
    await time.advance(minute)
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', stale: false })
    expect(server.counters.reuseDetections).toBe(0)
  })

  it('ends with a lost answer where there is no grace window, and says why', async () => {
    const server = serverWith()
    const auth = await signedIn(server)
    await time.advance(hour)
    server.dropNextAnswer()
    await expect(afterwards(0, auth.getAccessToken())).rejects.toMatchObject({ code: 'network_failed' })
    await time.advance(minute)
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-out', error: { facts: { reason: 'answer-lost' } } })
    expect(server.counters.reuseDetections).toBe(1)
  })

  it('ends when the server ends its family', async () => {
    const server = serverWith()
    const auth = await signedIn(server)
    server.revokeFamily('ada')
    const token = await auth.getAccessToken()
    expect(server.bearer(bearing(token))).toBeUndefined()
    await expect(afterwards(minute, auth.getAccessToken({ rejected: token }))).rejects.toMatchObject({
      code: 'session_ended',
    })
    expect(server.counters.reuseDetections).toBe(0)
  })

  it('renews a token that a resource rejects since the server expired it', async () => {
    const server = serverWith()
    const auth = await signedIn(server)
    const rejected = await auth.getAccessToken()
    server.expireNow()
    expect(server.bearer(bearing(rejected))).toBeUndefined()
    expect(server.bearer(bearing(await auth.getAccessToken({ rejected })))).toMatchObject({ subject: 'ada' })
  })

  it('is stale while the server is down, and recovers by itself', async () => {
    const server = serverWith()
    const auth = await signedIn(server)
    await time.advance(hour)
    server.goDown()
    const asked = afterwards(0, auth.getAccessToken())
    await expect(asked).rejects.toMatchObject({ code: 'network_failed', retryable: true, facts: { unsent: true } })
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', stale: true })
    server.comeUp()
    await time.advance(minute)
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', stale: false })
  })

  it('begins with a new key, though the old one was known', async () => {
    const server = serverWith()
    const auth = await signedIn(server)
    const kid = async () => (await (await server.fetch(`${server.issuer}/keys`)).json()).keys[0].kid
    const before = await kid()
    await auth.signOut()
    server.rotateKeys()
    expect(await kid()).not.toBe(before)
    await auth.signIn()
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in' })
  })

  it('begins though this clock is fast or slow by a day, and not where it is fast by two', async () => {
    const server = serverWith()
    for (const skew of [-24 * hour, -minute / 2, hour, 24 * hour]) {
      server.clockSkew(skew)
      await signedIn(server)
    }
    server.clockSkew(-48 * hour)
    await expect(signedIn(server)).rejects.toMatchObject({ code: 'id_token_invalid', facts: { claim: 'exp' } })
  })
})

function bearing(token: string): Request {
  return new Request(api, { headers: { authorization: `Bearer ${token}` } })
}
