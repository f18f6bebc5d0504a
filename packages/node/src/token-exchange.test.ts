import { inspect } from 'node:util'
import { memoryStore } from '@tessera/core/platform'
import { handClock } from '@tessera/testing'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { password } from './password.js'
import { tokenExchange } from './token-exchange.js'

let provider: RunningProvider
let received: string
beforeAll(async () => {
  provider = await startProvider({ accessTokenSeconds: 60 })
  const { issuer, api, clients, users } = provider
  const { id: clientId, secret: clientSecret } = clients.firstParty
  const client = { issuer, clientId, clientSecret, scope: 'orders.read', resources: { api } }
  received = await password({ ...client, ...users.bob }).getAccessToken()
})
afterAll(() => provider.close())
beforeEach(() => provider.resetCounters())

/** The orders API, which asks another one for the user whose token it was sent. */
function onBehalf(subjectToken: () => string | Promise<string>, more: object = {}) {
  const { issuer, billing, clients } = provider
  const { id: clientId, secret: clientSecret } = clients.ordersApi
  const resources = { billing: { url: billing, indicator: billing, scope: 'billing.read' } }
  return tokenExchange({ issuer, clientId, clientSecret, resources, subjectToken, ...more })
}

describe('tokenExchange', () => {
  it('gives a user’s token for one that is good elsewhere, once for all callers', async () => {
    const source = onBehalf(() => received)
    const [token, ...others] = await Promise.all(Array.from({ length: 100 }, () => source.getAccessToken()))
    expect(new Set(others)).toEqual(new Set([token]))
    expect(JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      ...{ sub: 'bob', aud: provider.billing, client_id: 'orders-api', scope: 'billing.read' },
    })
    expect(provider.counters.tokenRequests).toBe(1)
  })

  it('asks for the user’s token again when the new one expires', async () => {
    const time = handClock(Date.now())
    let asked = 0
    const source = onBehalf(
      () => {
        asked += 1
        return received
      },
      { clock: time.clock },
    )
    const first = await source.getAccessToken()
    await time.advance(60_000)
    expect(await source.getAccessToken()).not.toBe(first)
    expect(asked).toBe(2)
  })

  it('tells that the token is not taken', async () => {
    await expect(onBehalf(() => 'no token').getAccessToken()).rejects.toMatchObject({
      code: 'request_refused',
      serverError: 'invalid_request',
    })
  })

  it('says who acts for the user, and of what type that token is', async () => {
    const forms: URLSearchParams[] = []
    const issuer = 'https://id.example.com'
    const source = tokenExchange({
      ...{ issuer, clientId: 'orders-api', clientSecret: 's', server: { issuer, tokenEndpoint: `${issuer}/token` } },
      resources: { api: 'https://api.example.com' },
      subjectToken: () => 'the token of the user',
      actorToken: () => 'the token of a service',
      actorTokenType: 'jwt',
      fetch: async (_, init) => {
        if (init?.body instanceof URLSearchParams) forms.push(init.body)
        return Response.json({ access_token: 'at', token_type: 'Bearer', expires_in: 60 })
      },
    })
    await source.getAccessToken()
    expect(forms.map(form => [form.get('actor_token'), form.get('actor_token_type')])).toEqual([
      ['the token of a service', 'urn:ietf:params:oauth:token-type:jwt'],
    ])
  })

  it('shares no store: it would not know whose tokens are there', () => {
    expect(() => onBehalf(() => received, { store: memoryStore() })).toThrow(
      expect.objectContaining({ code: 'invalid_options', facts: { name: 'store' } }),
    )
  })

  it('sends nothing where there is no token to give', async () => {
    const away = () => Promise.reject(new Error('the session is gone'))
    await expect(onBehalf(away).getAccessToken()).rejects.toMatchObject({
      code: 'credential_unavailable',
      facts: { name: 'subjectToken' },
      cause: { message: 'the session is gone' },
    })
    expect(provider.counters.tokenRequests).toBe(0)
  })

  it('takes what another library calls OAuthError for a cause, without the answer that hangs on it', async () => {
    class OAuthError extends Error {
      override readonly name = 'OAuthError'
      readonly response = { text: '{"refresh_token":"a token of theirs"}' }
    }
    const failing = () => Promise.reject(new OAuthError('login_required'))
    const failure = await onBehalf(failing)
      .getAccessToken()
      .catch((error: unknown) => error)
    const cause = { name: 'OAuthError', message: 'login_required' }
    expect(failure).toMatchObject({ code: 'credential_unavailable', cause })
    expect(inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('a token of theirs')
  })
})
