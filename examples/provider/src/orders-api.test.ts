import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProvider, startProvider } from './index.ts'
import { page, type TestClient, testClient } from './test-client.ts'

let provider: RunningProvider
let client: TestClient
beforeAll(async () => {
  provider = await startProvider({ pages: [page] })
  client = testClient(provider)
})
afterAll(() => provider.close())
afterEach(() => provider.setAccessTokenSeconds(20))

const form = { grant_type: 'client_credentials', scope: 'orders.read' }

async function expectRefusal(accessToken: string, status: number, error: string) {
  const response = await client.orders(accessToken)
  expect(response.status).toBe(status)
  expect(response.headers.get('www-authenticate')).toBe(`Bearer realm="orders", error="${error}"`)
  expect(await response.json()).toEqual({ error })
}

describe('the resource API', () => {
  it('answers the orders, and for whom, to signed and to opaque tokens', async () => {
    const { service, serviceOpaque } = provider.clients
    const signed = await client.token(form, service)
    const opaque = await client.token(form, serviceOpaque)
    const answers = [await client.orders(signed.access_token), await client.orders(opaque.access_token)]
    expect(await Promise.all(answers.map(answer => answer.json()))).toMatchObject([
      { for: 'service', orders: [{ id: 1 }, { id: 2 }, { id: 3 }] },
      { for: 'service-opaque', orders: [{ id: 1 }, { id: 2 }, { id: 3 }] },
    ])
  })

  it('asks for a token where there is none', async () => {
    const response = await fetch(`${provider.api}/orders`)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="orders"')
  })

  it('refuses a token for another audience, signed or opaque', async () => {
    const { service, serviceOpaque } = provider.clients
    const elsewhere = { ...form, scope: 'billing.read', resource: provider.billing }
    await expectRefusal((await client.token(elsewhere, service)).access_token, 401, 'invalid_token')
    await expectRefusal((await client.token(elsewhere, serviceOpaque)).access_token, 401, 'invalid_token')
  })

  it('refuses a tampered, a made-up and an unsigned token', async () => {
    const { access_token } = await client.token(form, provider.clients.service)
    const [header, claims = '', signature] = access_token.split('.')
    const forged = btoa(atob(claims).replace('"sub":"service"', '"sub":"mallory"')).replaceAll('=', '')
    const unsigned = btoa('{"alg":"none","typ":"at+jwt"}').replaceAll('=', '')
    await expectRefusal([header, forged, signature].join('.'), 401, 'invalid_token')
    await expectRefusal('made.up.token', 401, 'invalid_token')
    await expectRefusal(`${unsigned}.${claims}.`, 401, 'invalid_token')
    await expectRefusal('made-up', 401, 'invalid_token')
  })

  it('refuses an id_token', async () => {
    await expectRefusal((await client.signIn()).id_token, 401, 'invalid_token')
  })

  it('refuses an expired token, signed or opaque', async () => {
    provider.setAccessTokenSeconds(1)
    const { service, serviceOpaque } = provider.clients
    for (const tokens of await Promise.all([client.token(form, service), client.token(form, serviceOpaque)])) {
      await expect.poll(async () => (await client.orders(tokens.access_token)).status, { timeout: 3_000 }).toBe(401)
      await expectRefusal(tokens.access_token, 401, 'invalid_token')
    }
  })

  it('refuses a token without the scope, signed or opaque, and also with no scope at all', async () => {
    const { service, serviceOpaque } = provider.clients
    const writing = { ...form, scope: 'orders.write' }
    const nothing = { grant_type: 'client_credentials', resource: provider.api }
    for (const machine of [service, serviceOpaque]) {
      await expectRefusal((await client.token(writing, machine)).access_token, 403, 'insufficient_scope')
      await expectRefusal((await client.token(nothing, machine)).access_token, 403, 'insufficient_scope')
    }
  })

  it('says that it cannot check an opaque token while the authorization server is away, and checks a signed one', async () => {
    const { service, serviceOpaque } = provider.clients
    const signed = await client.token(form, service)
    const opaque = await client.token(form, serviceOpaque)
    await provider.pause()
    const statuses = [await client.orders(signed.access_token), await client.orders(opaque.access_token)]
    await provider.resume()
    expect(statuses.map(({ status }) => status)).toEqual([200, 503])
  })

  it('lets the pages call it and read why they were refused, and no other origin', async () => {
    const asking = (origin: string) => fetch(`${provider.api}/orders`, { headers: { origin } })
    const { headers } = await asking(new URL(page).origin)
    expect(headers.get('access-control-allow-origin')).toBe(new URL(page).origin)
    expect(headers.get('access-control-expose-headers')).toBe('www-authenticate, dpop-nonce')
    expect((await asking('https://elsewhere.example')).headers.has('access-control-allow-origin')).toBe(false)
  })

  it('shows the counters', async () => {
    provider.resetCounters()
    await client.orders('made-up')
    const shown = await (await fetch(`${provider.api}/counters`)).json()
    expect(shown).toMatchObject({ apiRequests: 1, apiRejected: 1, introspections: 1 })
    expect(shown).toEqual(provider.counters)
  })
})
