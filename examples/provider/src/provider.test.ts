import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ConfidentialClient } from './clients.ts'
import { type RunningProvider, startProvider } from './index.ts'
import { scriptedUser } from './scripted-user.ts'

const page = 'http://localhost:5173/'
const codeVerifier = 'a-code-verifier-that-is-long-enough-to-be-one-and-known'
let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider({ pages: [page] })
})
afterAll(() => provider.close())
afterEach(() => {
  provider.setGraceSeconds(0)
  provider.setAccessTokenSeconds(20)
  provider.resetCounters()
})

async function token(form: Record<string, string>, client?: ConfidentialClient) {
  const headers = new Headers()
  if (client) headers.set('authorization', `Basic ${btoa(`${client.id}:${encodeURIComponent(client.secret)}`)}`)
  const response = await fetch(`${provider.issuer}/token`, { method: 'POST', headers, body: new URLSearchParams(form) })
  return response.json()
}

function authorize(parameters: Record<string, string>, options: { readonly deny?: boolean } = {}): Promise<URL> {
  const request = new URL('/auth', provider.issuer)
  const usual = { redirect_uri: page, scope: 'openid profile email orders.read', state: 's', nonce: 'n' }
  request.search = new URLSearchParams({ ...usual, ...parameters }).toString()
  const user = scriptedUser({ ...provider.users.alice, ...options })
  return user.authorize(request.href, page).then(address => new URL(address))
}

async function signIn() {
  const challenge = createHash('sha256').update(codeVerifier).digest('base64url')
  const asked = { client_id: 'web', response_type: 'code', code_challenge: challenge, code_challenge_method: 'S256' }
  const code = (await authorize(asked)).searchParams.get('code') ?? ''
  const exchange = {
    grant_type: 'authorization_code',
    client_id: 'web',
    redirect_uri: page,
    code_verifier: codeVerifier,
  }
  return token({ ...exchange, code })
}

function refresh(refresh_token: string) {
  return token({ grant_type: 'refresh_token', client_id: 'web', refresh_token })
}

async function orders(accessToken: string): Promise<number> {
  return (await fetch(`${provider.api}/orders`, { headers: { authorization: `Bearer ${accessToken}` } })).status
}

describe('refresh tokens', () => {
  it('rotate', async () => {
    const first = await signIn()
    const second = await refresh(first.refresh_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await orders(second.access_token)).toBe(200)
  })

  it('that come again end the whole family, and are counted', async () => {
    const first = await signIn()
    const second = await refresh(first.refresh_token)
    expect(await refresh(first.refresh_token)).toMatchObject({ error: 'invalid_grant' })
    expect(await refresh(second.refresh_token)).toMatchObject({ error: 'invalid_grant' })
    expect(provider.counters.reuseDetections).toBe(1)
  })

  it('may come again within the grace window', async () => {
    provider.setGraceSeconds(30)
    const first = await signIn()
    await refresh(first.refresh_token)
    expect(await refresh(first.refresh_token)).toHaveProperty('refresh_token')
    expect(provider.counters).toMatchObject({ graceUses: 1, reuseDetections: 0 })
  })

  it('are spent even when the answer is lost', async () => {
    const first = await signIn()
    provider.loseNextTokenAnswer()
    await expect(refresh(first.refresh_token)).rejects.toThrow()
    expect(await refresh(first.refresh_token)).toMatchObject({ error: 'invalid_grant' })
  })

  it('are kept while the listener is closed', async () => {
    const { refresh_token } = await signIn()
    await provider.pause()
    await expect(refresh(refresh_token)).rejects.toThrow()
    await provider.resume()
    expect(await refresh(refresh_token)).toHaveProperty('access_token')
  })
})

describe('the resource API', () => {
  it('accepts signed and opaque tokens for itself, and asks for a token where there is none', async () => {
    const form = { grant_type: 'client_credentials', scope: 'orders.read' }
    const signed = await token(form, provider.clients.service)
    const opaque = await token(form, provider.clients.serviceOpaque)
    expect([await orders(signed.access_token), await orders(opaque.access_token)]).toEqual([200, 200])
    expect((await fetch(`${provider.api}/orders`)).headers.get('www-authenticate')).toBe('Bearer realm="orders"')
  })

  it('refuses tokens without the scope, for another audience, revoked, and made up', async () => {
    const { service, serviceOpaque } = provider.clients
    const ask = { grant_type: 'client_credentials' }
    const writing = await token({ ...ask, scope: 'orders.write' }, service)
    const billing = await token({ ...ask, scope: 'billing.read', resource: provider.billing }, service)
    const revoked = await token({ ...ask, scope: 'orders.read' }, serviceOpaque)
    const headers = {
      authorization: `Basic ${btoa(`${serviceOpaque.id}:${encodeURIComponent(serviceOpaque.secret)}`)}`,
    }
    const body = new URLSearchParams({ token: revoked.access_token })
    await fetch(`${provider.issuer}/token/revocation`, { method: 'POST', headers, body })
    const tokens = [writing.access_token, billing.access_token, revoked.access_token, 'made.up.token']
    expect(await Promise.all(tokens.map(orders))).toEqual([403, 401, 401, 401])
  })
})

describe('the pages', () => {
  it('answer an implicit request in the fragment', async () => {
    const { hash } = await authorize({ client_id: 'web-implicit', response_type: 'id_token token' })
    const accessToken = new URLSearchParams(hash.slice(1)).get('access_token') ?? ''
    expect(await orders(accessToken)).toBe(200)
  })

  it('let the user deny what another party asks for', async () => {
    const challenge = createHash('sha256').update(codeVerifier).digest('base64url')
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' }
    const answer = await authorize({ client_id: 'third-party', response_type: 'code', ...pkce }, { deny: true })
    expect(answer.searchParams.get('error')).toBe('access_denied')
  })
})

it('says which port is taken', async () => {
  const port = Number(new URL(provider.issuer).port)
  await expect(startProvider({ port })).rejects.toThrow(`Port ${port} is already in use`)
})
