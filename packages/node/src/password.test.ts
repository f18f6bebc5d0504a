import { createHmac } from 'node:crypto'
import type { SignatureAlgorithm } from '@tessera/core'
import { clientSecret } from '@tessera/core/client-authentication'
import type { Clock, Fetch } from '@tessera/core/platform'
import { keysOfSecret } from '@tessera/core/secret-keys'
import { authorizationServer, handClock } from '@tessera/testing'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { password } from './password.js'

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())
beforeEach(() => provider.resetCounters())

function bob(options: { readonly username?: string; readonly password?: string; readonly clock?: Clock } = {}) {
  const { issuer, api, clients } = provider
  const { id: clientId, secret: clientSecret } = clients.firstParty
  const registered = { issuer, clientId, clientSecret, resources: { api } }
  return password({ ...registered, ...provider.users.bob, scope: 'openid orders.read', ...options })
}

describe('password', () => {
  it('obtains a token for the user, and renews it with a refresh token that rotates', async () => {
    const time = handClock(Date.now())
    const source = bob({ clock: time.clock })
    const orders = await source.fetch(`${provider.api}/orders`)
    expect(await orders.json()).toMatchObject({ for: 'bob' })
    for (let renewal = 0; renewal < 2; renewal++) {
      const before = await source.getAccessToken()
      await time.advance(20_000)
      expect(await source.getAccessToken()).not.toBe(before)
    }
    expect(provider.counters.tokenRequestsByGrantType).toEqual({ password: 1, refresh_token: 2 })
    expect(provider.counters.reuseDetections).toBe(0)
  })

  it('says that a wrong password was refused', async () => {
    await expect(bob({ password: 'wrong' }).getAccessToken()).rejects.toMatchObject({ code: 'grant_refused' })
  })

  it('refuses a name or a password that nobody set at once', () => {
    for (const name of ['username', 'password'])
      expect(() => bob({ [name]: '' })).toThrow(expect.objectContaining({ code: 'invalid_options', facts: { name } }))
  })
})

describe('password, where a renewal brings the tokens of another user', () => {
  it('uses none of them, and revokes them', async () => {
    const site = { clientId: 'site', clientSecret: 'a secret' }
    const users = ['bob', 'carol'].map(sub => ({ sub, password: 'we can fix it' }))
    const { clock, advance } = handClock()
    const server = authorizationServer({ clients: [site], users, clock, accessTokenLifetime: 60_000 })
    const answers: { readonly access_token: string; readonly id_token: string }[] = []
    const fetch: Fetch = async (url, init) => {
      const response = await server.fetch(url, init)
      if (!url.endsWith('/token')) return response
      const answer = await response.json()
      answers.push(answer)
      return Response.json(answers.length === 3 ? { ...answer, id_token: answers[0]?.id_token } : answer)
    }
    const known = { issuer: server.issuer, ...site, resources: { api: server.issuer }, scope: 'openid', fetch, clock }
    const [carol, bob] = ['carol', 'bob'].map(username => password({ ...known, username, password: 'we can fix it' }))
    await carol?.getAccessToken()
    await bob?.getAccessToken()
    await advance(60_000)
    await expect(bob?.getAccessToken()).rejects.toMatchObject({ code: 'session_ended' })
    const headers = { authorization: `Bearer ${answers[2]?.access_token}` }
    expect(server.bearer(new Request(server.issuer, { headers }))).toBeUndefined()
  })
})

/** As the server signs it, but with the client's secret. */
function signedWith(secret: string, idToken: string): string {
  const signed = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${idToken.split('.')[1]}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

describe('password, where the server signs id_tokens with the client’s secret', () => {
  const secret = 'a secret of at least thirty-two bytes'
  const authentication = clientSecret(secret)
  const users = [{ sub: 'bob', password: 'we can fix it' }]

  function start(keys?: ReturnType<typeof keysOfSecret>, idTokenSignedResponseAlg?: SignatureAlgorithm) {
    const { clock, advance } = handClock()
    const server = authorizationServer({ clients: [{ clientId: 'site', clientSecret: secret }], users, clock })
    const fetch: Fetch = async (url, init) => {
      const response = await server.fetch(url, init)
      if (!url.endsWith('/token')) return response
      const { id_token: idToken, ...answer } = await response.json()
      return Response.json({ ...answer, id_token: signedWith(secret, idToken) })
    }
    const client = { clientId: 'site', authentication, idTokenSignedResponseAlg }
    const known = { issuer: server.issuer, ...client, resources: { api: server.issuer } }
    const bob = { username: 'bob', password: 'we can fix it', scope: 'openid' }
    return { server, advance, source: password({ ...known, ...bob, keys, fetch, clock }) }
  }

  it('takes them when it is told the secret, and renews', async () => {
    const { server, advance, source } = start(keysOfSecret(secret, { authentication }))
    const before = await source.getAccessToken()
    await advance(3_600_000)
    expect(await source.getAccessToken()).not.toBe(before)
    expect(server.counters).toEqual({ tokenRequests: 2, reuseDetections: 0 })
  })

  it('takes no other algorithm than the registered one, where that is said', async () => {
    const keys = keysOfSecret(secret, { authentication })
    expect(await start(keys, 'HS256').source.getAccessToken()).toBeTypeOf('string')
    const refused = { code: 'id_token_invalid', facts: { claim: 'signature' } }
    await expect(start(keys, 'HS512').source.getAccessToken()).rejects.toMatchObject(refused)
  })

  it('refuses them otherwise', async () => {
    const refused = { code: 'id_token_invalid', facts: { claim: 'signature' } }
    await expect(start().source.getAccessToken()).rejects.toMatchObject(refused)
    const another = keysOfSecret('another secret of thirty-two bytes', { authentication })
    await expect(start(another).source.getAccessToken()).rejects.toMatchObject(refused)
  })
})
