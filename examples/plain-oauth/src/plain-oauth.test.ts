import { createHash } from 'node:crypto'
import { type ScriptedUserAgent, scriptedUser } from '@tessera-examples/provider/scripted-user'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningPlainOAuth, startPlainOAuth } from './index.ts'

type Form = Readonly<Record<string, string>>

const page = 'http://localhost:5173/'
const codeVerifier = 'a-code-verifier-that-is-long-enough-to-be-one-and-known'
const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
const pkce = { code_challenge: codeChallenge, code_challenge_method: 'S256' }
let plain: RunningPlainOAuth

beforeAll(async () => {
  plain = await startPlainOAuth({ pages: [page] })
})
afterAll(() => plain.close())
beforeEach(() => {
  plain.resetCounters()
  plain.setGraceSeconds(0)
})

async function authorize(parameters: Form, userAgent: ScriptedUserAgent = scriptedUser(plain.users.alice)) {
  const request = {
    client_id: 'web',
    redirect_uri: page,
    scope: 'profile orders.read',
    state: 'a state',
    ...parameters,
  }
  return new URL(await userAgent.authorize(`${plain.issuer}/authorize?${new URLSearchParams(request)}`, page))
}

async function token(form: Form) {
  const response = await fetch(`${plain.issuer}/token`, { method: 'POST', body: new URLSearchParams(form) })
  return response.json()
}

async function signIn(form: Form = { code_verifier: codeVerifier }) {
  const address = await authorize({ response_type: 'code', ...pkce })
  const code = address.searchParams.get('code') ?? ''
  return token({ grant_type: 'authorization_code', client_id: 'web', redirect_uri: page, code, ...form })
}

const refresh = (refresh_token: string) => token({ grant_type: 'refresh_token', client_id: 'web', refresh_token })

function get(address: string, accessToken: string): Promise<Response> {
  return fetch(address, { headers: { authorization: `Bearer ${accessToken}` } })
}

const secretOf = ({ id, secret }: { readonly id: string; readonly secret: string }) => ({
  client_id: id,
  client_secret: secret,
})

describe('by code', () => {
  it('a user gets opaque tokens, a refresh token, and no id_token', async () => {
    const answer = await signIn()
    expect(answer).toEqual({
      access_token: expect.stringMatching(/^[\w-]+$/),
      refresh_token: expect.stringMatching(/^[\w-]+$/),
      ...{ expires_in: 20, scope: 'profile orders.read', token_type: 'Bearer' },
    })
    expect(await (await get(`${plain.api}/orders`, answer.access_token)).json()).toMatchObject({ for: 'alice' })
  })

  it('a wrong verifier gets nothing, and spends the code', async () => {
    const code = (await authorize({ response_type: 'code', ...pkce })).searchParams.get('code') ?? ''
    const form = { grant_type: 'authorization_code', client_id: 'web', redirect_uri: page, code }
    expect(await token({ ...form, code_verifier: 'a guess' })).toMatchObject({ error: 'invalid_grant' })
    expect(await token({ ...form, code_verifier: codeVerifier })).toMatchObject({ error: 'invalid_grant' })
  })

  it('without S256 there is no code', async () => {
    const { searchParams } = await authorize({ response_type: 'code', code_challenge: 'a verifier as it is' })
    expect([searchParams.get('error'), searchParams.get('state')]).toEqual(['invalid_request', 'a state'])
  })

  it('openid is unknown here, and whoever asks for it is told at the redirect URI', async () => {
    const { searchParams } = await authorize({ response_type: 'code', ...pkce, scope: 'openid' })
    expect([searchParams.get('error'), searchParams.get('state')]).toEqual(['invalid_scope', 'a state'])
  })

  it('nobody is sent to a redirect URI that is not registered', async () => {
    const asked = { client_id: 'web', response_type: 'code', redirect_uri: 'https://evil.example/' }
    const response = await fetch(`${plain.issuer}/authorize?${new URLSearchParams(asked)}`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
  })

  it('a user who signed in before is not asked again', async () => {
    const userAgent = scriptedUser(plain.users.alice)
    await authorize({ response_type: 'code', ...pkce }, userAgent)
    const request = new URLSearchParams({ client_id: 'web', redirect_uri: page, response_type: 'code', ...pkce })
    const before = plain.counters.requests
    await userAgent.authorize(`${plain.issuer}/authorize?${request}`, page)
    expect(plain.counters.requests).toBe(before + 1)
  })
})

describe('by the implicit grant', () => {
  const asked = { client_id: 'web-implicit', response_type: 'token' }

  it('an access token comes in the fragment, alone', async () => {
    const answer = new URLSearchParams((await authorize(asked)).hash.slice(1))
    expect([...answer.keys()].sort()).toEqual(['access_token', 'expires_in', 'scope', 'state', 'token_type'])
    expect((await get(`${plain.api}/orders`, answer.get('access_token') ?? '')).status).toBe(200)
  })

  it('an error comes in the fragment, too', async () => {
    const answer = new URLSearchParams((await authorize({ ...asked, scope: 'everything' })).hash.slice(1))
    expect([answer.get('error'), answer.get('state')]).toEqual(['invalid_scope', 'a state'])
  })

  it('is not for a client of the code grant', async () => {
    const answer = new URLSearchParams((await authorize({ response_type: 'token' })).hash.slice(1))
    expect(answer.get('error')).toBe('unauthorized_client')
  })
})

describe('at the token endpoint', () => {
  it('a service and a first party get tokens by what they know', async () => {
    const { service, firstParty } = plain.clients
    const machine = await token({ grant_type: 'client_credentials', scope: 'orders.read', ...secretOf(service) })
    expect(machine).not.toHaveProperty('refresh_token')
    const { username, password } = plain.users.bob
    const bob = await token({ grant_type: 'password', username, password, ...secretOf(firstParty) })
    expect(bob).toHaveProperty('refresh_token')
    for (const [{ access_token }, subject] of [
      [machine, 'service'],
      [bob, 'bob'],
    ])
      expect(await (await get(`${plain.api}/orders`, access_token)).json()).toMatchObject({ for: subject })
    expect(plain.counters.tokenRequestsByGrantType).toEqual({ client_credentials: 1, password: 1 })
  })

  it.each([
    [
      'a wrong secret',
      { grant_type: 'client_credentials', client_id: 'service', client_secret: 'no' },
      'invalid_client',
    ],
    ['no secret', { grant_type: 'client_credentials', client_id: 'service' }, 'invalid_client'],
    ['a secret of a client that has none', { client_id: 'web', client_secret: 'no' }, 'invalid_client'],
    ['another client’s grant', { grant_type: 'password', client_id: 'web' }, 'unauthorized_client'],
  ])('%s is refused', async (_, form, error) => {
    expect(await token(form)).toMatchObject({ error })
    expect(plain.counters.tokenRequestsByResult).toEqual({ [error]: 1 })
  })
})

describe('a refresh token', () => {
  it('is exchanged for a successor, and ends its family when it comes again', async () => {
    const first = await signIn()
    const second = await refresh(first.refresh_token)
    expect((await get(`${plain.api}/orders`, second.access_token)).status).toBe(200)
    expect(await refresh(first.refresh_token)).toMatchObject({ error: 'invalid_grant' })
    expect(await refresh(second.refresh_token)).toMatchObject({ error: 'invalid_grant' })
    expect((await get(`${plain.api}/orders`, second.access_token)).status).toBe(401)
    expect(plain.counters).toMatchObject({ reuseDetections: 1, graceUses: 0 })
  })

  it('gets another successor within the grace window', async () => {
    plain.setGraceSeconds(30)
    const { refresh_token } = await signIn()
    const [one, another] = [await refresh(refresh_token), await refresh(refresh_token)]
    expect(one.refresh_token).not.toBe(another.refresh_token)
    expect(plain.counters).toMatchObject({ reuseDetections: 0, graceUses: 1 })
  })

  it('is spent even when the answer is lost', async () => {
    const { refresh_token } = await signIn()
    plain.loseNextTokenAnswer()
    await expect(refresh(refresh_token)).rejects.toThrow()
    expect(await refresh(refresh_token)).toMatchObject({ error: 'invalid_grant' })
    expect(plain.counters.reuseDetections).toBe(1)
  })

  it('gives no more than was granted, is not spent by asking for it, and is no access token', async () => {
    const { refresh_token } = await signIn()
    expect((await get(`${plain.api}/orders`, refresh_token)).status).toBe(401)
    const form = { grant_type: 'refresh_token', client_id: 'web', refresh_token, scope: 'orders.write' }
    expect(await token(form)).toMatchObject({ error: 'invalid_scope' })
    expect(await refresh(refresh_token)).toHaveProperty('access_token')
  })
})

describe('an access token', () => {
  it('is accepted by its own resource only, with its scope, and until it expires', async () => {
    const ask = (scope: string) =>
      token({ grant_type: 'client_credentials', scope, ...secretOf(plain.clients.service) })
    const orders = `${plain.api}/orders`
    expect((await get(orders, (await ask('billing.read')).access_token)).status).toBe(401)
    expect((await get(orders, (await ask('orders.write')).access_token)).status).toBe(403)
    plain.setAccessTokenSeconds(0)
    expect((await get(orders, (await ask('orders.read')).access_token)).status).toBe(401)
    plain.setAccessTokenSeconds(20)
  })

  it('tells of the user what was granted', async () => {
    const { access_token } = await signIn()
    const { username: sub, name } = plain.users.alice
    expect(await (await get(`${plain.issuer}/userinfo`, access_token)).json()).toEqual({ sub, name })
    expect((await get(`${plain.issuer}/userinfo`, 'made up')).status).toBe(401)
  })

  it('can be introspected by a client with a secret, and revoked by its own client', async () => {
    const { access_token } = await signIn()
    const introspect = async () => {
      const body = new URLSearchParams({ token: access_token, ...secretOf(plain.clients.service) })
      return (await fetch(plain.server.introspectionEndpoint, { method: 'POST', body })).json()
    }
    const revoke = (client_id: string) => {
      const body = new URLSearchParams({ token: access_token, client_id })
      return fetch(plain.server.revocationEndpoint, { method: 'POST', body })
    }
    expect(await introspect()).toMatchObject({ active: true, sub: 'alice', client_id: 'web', aud: plain.api })
    await revoke('terminal')
    expect(await introspect()).toMatchObject({ active: true })
    await revoke('web')
    expect(await introspect()).toEqual({ active: false })
    expect(plain.counters).toMatchObject({ introspections: 3, revocations: 2 })
  })
})
