import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProvider, startProvider } from './index.ts'
import { page, type TestClient, testClient } from './test-client.ts'

let provider: RunningProvider
let client: TestClient
beforeAll(async () => {
  provider = await startProvider({ pages: [page] })
  client = testClient(provider)
})
afterAll(() => provider.close())

const revocation = '/token/revocation'
const introspection = '/token/introspection'
const form = { grant_type: 'client_credentials', scope: 'orders.read' }

describe('revocation', () => {
  it('ends a refresh token with its family', async () => {
    const first = await client.signIn()
    const second = await client.refresh(first.refresh_token)
    provider.resetCounters()
    const answer = await client.post(revocation, { client_id: 'web', token: second.refresh_token })
    expect(answer.status).toBe(200)
    expect(await client.refresh(second.refresh_token)).toMatchObject({ error: 'invalid_grant' })
    expect(provider.counters).toMatchObject({ revocations: 1, reuseDetections: 0 })
  })

  it('ends an opaque access token', async () => {
    const { serviceOpaque } = provider.clients
    const { access_token } = await client.token(form, serviceOpaque)
    expect((await client.orders(access_token)).status).toBe(200)
    await client.post(revocation, { token: access_token }, serviceOpaque)
    expect((await client.orders(access_token)).status).toBe(401)
  })

  it("leaves another client's token alone", async () => {
    const { service, serviceOpaque } = provider.clients
    const { access_token } = await client.token(form, serviceOpaque)
    await client.post(revocation, { token: access_token }, service)
    expect((await client.orders(access_token)).status).toBe(200)
  })
})

describe('introspection', () => {
  it('tells a client about its own token, and nothing about the token of another', async () => {
    const { service, serviceOpaque } = provider.clients
    const { access_token: token } = await client.token(form, serviceOpaque)
    const own = await client.post(introspection, { token }, serviceOpaque)
    const foreign = await client.post(introspection, { token }, service)
    expect(await own.json()).toMatchObject({ active: true, client_id: 'service-opaque', aud: provider.api })
    expect(await foreign.json()).toEqual({ active: false })
  })
})

describe('the pages', () => {
  it('may call the token endpoint, and no other origin may', async () => {
    const { refresh_token } = await client.signIn()
    const body = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'web', refresh_token })
    const asking = (origin: string) => fetch(`${provider.issuer}/token`, { method: 'POST', headers: { origin }, body })
    const foreign = await asking('https://elsewhere.example')
    const own = await asking(new URL(page).origin)
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([400, null])
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, new URL(page).origin])
  })
})
