import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProvider, startProvider } from './index.ts'
import { page, type TestClient, testClient } from './test-client.ts'

const originOnly = 'http://localhost:5174'

let provider: RunningProvider
let client: TestClient
beforeAll(async () => {
  provider = await startProvider({ pages: [page, originOnly] })
  client = testClient(provider)
})
afterAll(() => provider.close())

async function verify(idToken: string, audience: string) {
  const { issuer } = provider
  const keys = createLocalJWKSet(await (await fetch(`${issuer}/jwks`)).json())
  return (await jwtVerify(idToken, keys, { issuer, audience })).payload
}

describe('the authorization code grant', () => {
  it('gives a page an access token for the API, a refresh token and an id_token', async () => {
    const answer = await client.signIn()
    expect(answer).toHaveProperty('refresh_token')
    expect(decodeJwt(answer.access_token)).toMatchObject({ aud: provider.api, sub: 'alice', scope: 'orders.read' })
    expect(await verify(answer.id_token, 'web')).toMatchObject({
      sub: 'alice',
      nonce: 'a nonce',
      name: 'Alice Liddell',
    })
  })

  it('accepts a redirect URI that is an origin', async () => {
    expect(await client.signIn('web', undefined, originOnly)).toHaveProperty('access_token')
  })

  it('gives a terminal its tokens at any loopback port', async () => {
    const redirectUri = 'http://127.0.0.1:49152/callback'
    expect(await client.signIn('terminal', undefined, redirectUri)).toHaveProperty('refresh_token')
  })
})

it('the implicit grant answers in the fragment', async () => {
  const address = await client.authorize({ client_id: 'web-implicit', response_type: 'id_token token' })
  const answer = new URLSearchParams(address.hash.slice(1))
  expect(answer.get('state')).toBe('a state')
  expect(await verify(answer.get('id_token') ?? '', 'web-implicit')).toMatchObject({ sub: 'alice', nonce: 'a nonce' })
  expect((await client.orders(answer.get('access_token') ?? '')).status).toBe(200)
})

describe('the client credentials grant', () => {
  const form = { grant_type: 'client_credentials', scope: 'orders.read' }

  it('gives a service a token of its own', async () => {
    const { access_token } = await client.token(form, provider.clients.service)
    expect(await (await client.orders(access_token)).json()).toMatchObject({ for: 'service' })
  })

  it('accepts a secret in the form, too', async () => {
    const { id, secret } = provider.clients.servicePost
    const { access_token } = await client.token({ ...form, client_id: id, client_secret: secret })
    expect(await (await client.orders(access_token)).json()).toMatchObject({ for: 'service-post' })
  })

  it('refuses a wrong secret', async () => {
    const thief = { id: 'service', secret: 'a guess' }
    expect(await client.token(form, thief)).toMatchObject({ error: 'invalid_client' })
  })
})

describe('the password grant', () => {
  function signIn(more: Readonly<Record<string, string>>) {
    const { username, password } = provider.users.bob
    return client.token({ grant_type: 'password', username, password, ...more }, provider.clients.firstParty)
  }

  it('gives a token for the API, and an id_token when openid is asked for', async () => {
    const answer = await signIn({ scope: 'openid profile orders.read' })
    expect(decodeJwt(answer.access_token)).toMatchObject({ aud: provider.api, sub: 'bob', scope: 'orders.read' })
    expect(await verify(answer.id_token, 'first-party')).toMatchObject({ sub: 'bob', name: 'Bob Baker' })
    expect(await signIn({ scope: 'orders.read' })).not.toHaveProperty('id_token')
  })

  it('gives a refresh token that rotates and whose reuse is detected', async () => {
    provider.resetCounters()
    const { firstParty } = provider.clients
    const refresh = (refresh_token: string) => client.token({ grant_type: 'refresh_token', refresh_token }, firstParty)
    const first = await signIn({ scope: 'openid orders.read' })
    const second = await refresh(first.refresh_token)
    expect((await client.orders(second.access_token)).status).toBe(200)
    expect(await verify(second.id_token, 'first-party')).toMatchObject({ sub: 'bob' })
    await refresh(first.refresh_token)
    expect(await refresh(second.refresh_token)).toMatchObject({ error: 'invalid_grant' })
    expect(provider.counters.reuseDetections).toBe(1)
  })

  it('gives a token for another resource when the request names it', async () => {
    const { access_token } = await signIn({ scope: 'orders.read billing.read', resource: provider.billing })
    expect(decodeJwt(access_token)).toMatchObject({ aud: provider.billing, scope: 'billing.read' })
  })

  it('grants no scope that nobody knows', async () => {
    expect(await signIn({ scope: 'everything' })).not.toHaveProperty('scope')
  })

  it('refuses a wrong password, and a client that may not use it', async () => {
    expect(await signIn({ password: 'a guess' })).toMatchObject({ error: 'invalid_grant' })
    const { username, password } = provider.users.bob
    const form = { grant_type: 'password', username, password }
    expect(await client.token(form, provider.clients.service)).toHaveProperty('error')
  })
})
