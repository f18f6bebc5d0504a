import { clientSecret, none } from '@tessera/core/client-authentication'
import { discover, fetchKeys, fetchUserinfo } from '@tessera/core/endpoints'
import { implicit } from '@tessera/core/grants/implicit'
import { password } from '@tessera/core/grants/password'
import type { Fetch } from '@tessera/core/platform'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authorizationServer } from './index.js'

type Form = Readonly<Record<string, string>>
type Metadata = Readonly<Record<string, string>>
type Confidential = { readonly id: string; readonly secret: string }

/** What is exchanged with either server. */
interface UnderTest {
  readonly issuer: string
  readonly fetch: Fetch
  /** A user agent that nobody is signed in with yet. */
  openUserAgent(): (request: string, deny?: boolean) => Promise<string>
  dropNextAnswer(): void
  reuseDetections(): number
}

const page = 'http://localhost:5173/'
const codeVerifier = 'a-code-verifier-that-is-long-enough-to-be-one-and-known'
const pkce = { code_challenge: '1rWroKv2CzmyTelErjZEIR2ns-RByHxCCoryVexKxcg', code_challenge_method: 'S256' }

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider({ pages: [page] })
})
afterAll(() => provider.close())

const real = (grace = 0): UnderTest => {
  provider.setGraceSeconds(grace / 1000)
  provider.resetCounters()
  return {
    issuer: provider.issuer,
    fetch: (url, init) => fetch(url, init),
    openUserAgent: () => {
      const alice = scriptedUser(provider.users.alice)
      const denying = scriptedUser({ ...provider.users.alice, deny: true })
      return (request, deny) => (deny ? denying : alice).authorize(request, page)
    },
    dropNextAnswer: provider.loseNextTokenAnswer,
    reuseDetections: () => provider.counters.reuseDetections,
  }
}

const fake = (grace = 0): UnderTest => {
  const { service, firstParty } = provider.clients
  const server = authorizationServer({
    ...{ issuer: provider.issuer, grace },
    clients: [
      ...['web', 'web-implicit', 'third-party'].map(clientId => ({ clientId, redirectUris: [page] })),
      ...[service, firstParty].map(({ id, secret }) => ({ clientId: id, clientSecret: secret })),
    ],
    users: Object.values(provider.users).map(({ username, ...user }) => ({ sub: username, ...user })),
  })
  return {
    issuer: server.issuer,
    fetch: server.fetch,
    openUserAgent: () => (request, deny) => server.visit(request, deny ? { deny } : {}),
    dropNextAnswer: server.dropNextAnswer,
    reuseDetections: () => server.counters.reuseDetections,
  }
}

describe.each([
  ['oidc-provider', real],
  ['the server in memory', fake],
])('%s', (_, make) => {
  let server: UnderTest
  let metadata: Metadata
  beforeEach(async () => {
    server = make()
    metadata = await (await server.fetch(`${server.issuer}/.well-known/openid-configuration`)).json()
  })

  async function post(endpoint: string, form: Form, client?: Confidential) {
    const headers = client ? { authorization: basic(client) } : {}
    const body = new URLSearchParams(form)
    const response = await server.fetch(metadata[endpoint] ?? '', { method: 'POST', headers, body })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined }
  }

  const token = async (form: Form, client?: Confidential) => (await post('token_endpoint', form, client)).body
  const refusal = async (form: Form, client?: Confidential) => {
    const { status, body } = await post('token_endpoint', form, client)
    return [status, body.error]
  }

  function request(parameters: Form = {}): string {
    const usual = { client_id: 'web', response_type: 'code', redirect_uri: page, scope: 'openid profile', state: 's' }
    const asked = { ...usual, nonce: 'n', ...(parameters.response_type ? {} : pkce), ...parameters }
    return `${metadata.authorization_endpoint}?${new URLSearchParams(asked)}`
  }

  async function code(more: Form = {}): Promise<string> {
    const answer = new URL(await server.openUserAgent()(request(more)))
    expect(answer.searchParams.get('state')).toBe('s')
    expect(answer.searchParams.get('iss')).toBe(server.issuer)
    return answer.searchParams.get('code') ?? ''
  }

  async function isGood(accessToken: string): Promise<boolean> {
    const headers = { authorization: `Bearer ${accessToken}` }
    return (await server.fetch(metadata.userinfo_endpoint ?? '', { headers })).ok
  }

  const redeem = (code: string, more: Form = {}) => ({
    ...{ grant_type: 'authorization_code', client_id: 'web', redirect_uri: page, code, code_verifier: codeVerifier },
    ...more,
  })
  const refresh = (refresh_token: string, more: Form = {}) => ({
    ...{ grant_type: 'refresh_token', client_id: 'web', refresh_token },
    ...more,
  })

  it('says what it can', () => {
    expect(metadata).toMatchObject({
      issuer: server.issuer,
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: expect.arrayContaining(['code', 'id_token token']),
      token_endpoint_auth_methods_supported: expect.arrayContaining([
        'client_secret_basic',
        'client_secret_post',
        'none',
      ]),
    })
  })

  it('exchanges a code and its verifier for tokens, and signs who the user is', async () => {
    const answer = await token(redeem(await code()))
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: expect.any(Number), scope: 'openid profile' })
    expect(answer).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) })
    const keys = createLocalJWKSet(await (await server.fetch(metadata.jwks_uri ?? '')).json())
    const { payload } = await jwtVerify(answer.id_token, keys, { issuer: server.issuer, audience: 'web' })
    expect(payload).toMatchObject({ sub: 'alice', nonce: 'n', name: 'Alice Liddell' })
    expect(payload.auth_time).toEqual(expect.any(Number))
    expect(payload).not.toHaveProperty('email')
  })

  it.each([
    ['another verifier', { code_verifier: 'another-verifier-that-is-also-long-enough-to-be-one' }],
    ['another redirect URI', { redirect_uri: 'http://localhost:5173/elsewhere' }],
    ['another client', { client_id: 'third-party' }],
    ['another code', { code: 'guessed' }],
  ])('refuses a code with %s', async (_, wrong) => {
    expect(await refusal(redeem(await code(), wrong))).toEqual([400, 'invalid_grant'])
  })

  it('refuses a code the second time, and what it gave the first time', async () => {
    const once = await code()
    const { access_token, refresh_token } = await token(redeem(once))
    expect(await isGood(access_token)).toBe(true)
    expect(await refusal(redeem(once))).toEqual([400, 'invalid_grant'])
    expect(await refusal(refresh(refresh_token))).toEqual([400, 'invalid_grant'])
    expect(await isGood(access_token)).toBe(false)
  })

  it.each([
    ['no challenge', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['an unknown response type', { response_type: 'magic' }, 'unsupported_response_type'],
    ['no user to ask', { prompt: 'none' }, 'login_required'],
    ['a prompt that is none and is not', { prompt: 'none login' }, 'invalid_request'],
  ])('leads back with an error: %s', async (_, wrong, error) => {
    const { searchParams } = new URL(await server.openUserAgent()(request({ ...pkce, ...wrong })))
    expect(Object.fromEntries(searchParams)).toMatchObject({ error, state: 's', iss: server.issuer })
  })

  it.each([
    ['an unknown client', { client_id: 'nobody' }],
    ['an address that is not registered', { redirect_uri: 'https://elsewhere.example/' }],
  ])('leads nowhere for %s', async (_, wrong) => {
    const response = await server.fetch(request(wrong), { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
  })

  it('leads back when the user denies', async () => {
    const asked = request({ client_id: 'third-party' })
    const { searchParams } = new URL(await server.openUserAgent()(asked, true))
    expect(searchParams.get('error')).toBe('access_denied')
  })

  it('signs in without asking whoever is signed in there, until they sign out there', async () => {
    const visit = server.openUserAgent()
    const silently = request({ prompt: 'none' })
    const first = new URL(await visit(request())).searchParams.get('code') ?? ''
    const { id_token } = await token(redeem(first))
    expect(new URL(await visit(silently)).searchParams.get('code')).toEqual(expect.any(String))
    const lately = request({ prompt: 'none', max_age: '3600' })
    expect(new URL(await visit(lately)).searchParams.get('code')).toEqual(expect.any(String))
    const leave = { id_token_hint: id_token, client_id: 'web', post_logout_redirect_uri: page, state: 'bye' }
    expect(await visit(`${metadata.end_session_endpoint}?${new URLSearchParams(leave)}`)).toBe(`${page}?state=bye`)
    expect(new URL(await visit(silently)).searchParams.get('error')).toBe('login_required')
  })

  it('leaves the tokens as they are when a user signs out there', async () => {
    const visit = server.openUserAgent()
    const first = new URL(await visit(request())).searchParams.get('code') ?? ''
    const { id_token, access_token, refresh_token } = await token(redeem(first))
    const leave = { id_token_hint: id_token, client_id: 'web', post_logout_redirect_uri: page }
    await visit(`${metadata.end_session_endpoint}?${new URLSearchParams(leave)}`)
    expect(await isGood(access_token)).toBe(true)
    expect(await token(refresh(refresh_token))).toHaveProperty('access_token')
  })

  it.each([
    ['to an unknown address', { client_id: 'web', post_logout_redirect_uri: 'https://elsewhere.example/' }],
    ['with what is no id_token', { id_token_hint: 'made up', post_logout_redirect_uri: page }],
  ])('leads nowhere when a user signs out %s', async (_, asked) => {
    const leave = new URLSearchParams(asked)
    const response = await server.fetch(`${metadata.end_session_endpoint}?${leave}`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
  })

  it('answers in the fragment, with an id_token bound to the access token', async () => {
    const asked = { client_id: 'web-implicit', response_type: 'token id_token' }
    const { hash, search } = new URL(await server.openUserAgent()(request(asked)))
    const answer = new URLSearchParams(hash.slice(1))
    expect([search, answer.get('state'), answer.get('token_type')]).toEqual(['', 's', 'Bearer'])
    const [accessToken, idToken] = [answer.get('access_token') ?? '', answer.get('id_token') ?? '']
    const registration = {
      ...{ clientId: 'web-implicit', authentication: none },
      server: await discover(server.issuer, { fetch: server.fetch }),
    }
    const response = { kind: 'tokens', accessToken, idToken } as const
    const { user } = await implicit(registration, { response, nonce: 'n' }, { fetch: server.fetch })
    expect(user).toMatchObject({ sub: 'alice' })
  })

  it('answers in the fragment, too, that there is no nonce', async () => {
    const asked = { client_id: 'web-implicit', response_type: 'id_token token', nonce: '' }
    const { hash, search } = new URL(await server.openUserAgent()(request(asked)))
    expect([search, new URLSearchParams(hash.slice(1)).get('error')]).toEqual(['', 'invalid_request'])
  })

  it('rotates refresh tokens, and ends the family of one that comes again', async () => {
    const first = await token(redeem(await code()))
    const second = await token(refresh(first.refresh_token))
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(second).toMatchObject({ scope: 'openid profile', id_token: expect.any(String) })
    expect(await refusal(refresh(first.refresh_token))).toEqual([400, 'invalid_grant'])
    expect(await refusal(refresh(second.refresh_token))).toEqual([400, 'invalid_grant'])
    expect(await isGood(second.access_token)).toBe(false)
    expect(server.reuseDetections()).toBe(1)
  })

  it('spends a refresh token even when the answer is lost', async () => {
    const { refresh_token } = await token(redeem(await code()))
    server.dropNextAnswer()
    await expect(token(refresh(refresh_token))).rejects.toThrow(TypeError)
    expect(await refusal(refresh(refresh_token))).toEqual([400, 'invalid_grant'])
    expect(server.reuseDetections()).toBe(1)
  })

  it('exchanges a refresh token again within the grace window', async () => {
    server = make(60_000)
    const { refresh_token } = await token(redeem(await code()))
    const [lost, found] = [await token(refresh(refresh_token)), await token(refresh(refresh_token))]
    expect(lost.refresh_token).not.toBe(found.refresh_token)
    expect(await token(refresh(found.refresh_token))).toHaveProperty('refresh_token')
    expect(server.reuseDetections()).toBe(0)
  })

  it('gives tokens for the resources that were granted, and for no other', async () => {
    const [resource, scope] = [provider.api, 'openid orders.read']
    const granted = { resource, scope }
    const { refresh_token } = await token(redeem(await code(granted), { resource }))
    expect(await token(refresh(refresh_token, { resource }))).toHaveProperty('access_token')
    const elsewhere = { resource: provider.billing }
    expect(await refusal(redeem(await code(granted), elsewhere))).toEqual([400, 'invalid_target'])
    const { refresh_token: another } = await token(redeem(await code(granted)))
    expect(await refusal(refresh(another, elsewhere))).toEqual([400, 'invalid_target'])
  })

  it('narrows a scope, and never widens it', async () => {
    const first = await token(redeem(await code()))
    expect(await refusal(refresh(first.refresh_token, { scope: 'openid email' }))).toEqual([400, 'invalid_scope'])
    const second = await token(refresh(first.refresh_token, { scope: 'openid' }))
    expect(second.scope).toBe('openid')
    expect((await token(refresh(second.refresh_token))).scope).toBe('openid profile')
  })

  it('refuses a refresh token to another client', async () => {
    const { refresh_token } = await token(redeem(await code()))
    expect(await refusal(refresh(refresh_token, { client_id: 'third-party' }))).toEqual([400, 'invalid_grant'])
  })

  it('gives a service a token, and nothing to renew it with', async () => {
    const answer = await token({ grant_type: 'client_credentials' }, provider.clients.service)
    expect(answer).toMatchObject({ access_token: expect.any(String), token_type: 'Bearer' })
    expect(answer).not.toHaveProperty('refresh_token')
    expect(answer).not.toHaveProperty('id_token')
  })

  it('challenges a client that authenticates by Basic and fails', async () => {
    const thief = { id: 'service', secret: 'a guess' }
    const { status, headers, body } = await post('token_endpoint', { grant_type: 'client_credentials' }, thief)
    expect([status, body.error]).toEqual([401, 'invalid_client'])
    expect(headers.get('www-authenticate')).toMatch(/^Basic/)
  })

  it.each([
    ['no base64', () => 'Basic A'],
    ['no secret', () => `Basic ${btoa('service')}`],
    ['no form encoding', () => `Basic ${btoa('service:100%')}`],
    ['another scheme', () => 'Bearer service'],
    ['another client than the form', () => basic(provider.clients.firstParty)],
    ['a secret that is in the form, too', () => basic(provider.clients.service)],
  ])('refuses a header with %s', async (_, authorization) => {
    const { id, secret } = provider.clients.service
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret })
    const headers = { authorization: authorization() }
    const response = await server.fetch(metadata.token_endpoint ?? '', { method: 'POST', headers, body })
    expect([response.status, (await response.json()).error]).toEqual([400, 'invalid_request'])
  })

  it.each([
    ['an unknown client', { grant_type: 'client_credentials', client_id: 'nobody' }, [401, 'invalid_client']],
    [
      'a secret of a client that has none',
      { grant_type: 'refresh_token', client_id: 'web', client_secret: 'x' },
      [401, 'invalid_client'],
    ],
    ['an unknown grant type', { grant_type: 'magic', client_id: 'web' }, [400, 'unsupported_grant_type']],
    ['no grant type', { client_id: 'web' }, [400, 'invalid_request']],
    ['no refresh token', { grant_type: 'refresh_token', client_id: 'web' }, [400, 'invalid_request']],
    ['no code', { grant_type: 'authorization_code', client_id: 'web' }, [400, 'invalid_request']],
  ])('refuses %s', async (_, form, expected) => {
    expect(await refusal(form)).toEqual(expected)
  })

  it('takes a password, and says nothing of a wrong one', async () => {
    const { firstParty } = provider.clients
    const { bob } = provider.users
    const registration = {
      ...{ clientId: firstParty.id, authentication: clientSecret(firstParty.secret) },
      server: await discover(server.issuer, { fetch: server.fetch }),
    }
    const { user, refreshToken } = await password(
      registration,
      { ...bob, scope: 'openid profile' },
      { fetch: server.fetch },
    )
    expect(user).toMatchObject({ sub: 'bob', name: 'Bob Baker' })
    expect(refreshToken).toEqual(expect.any(String))
    const wrong = { grant_type: 'password', username: 'bob', password: 'a guess' }
    expect(await refusal(wrong, firstParty)).toEqual([400, 'invalid_grant'])
    expect(await refusal({ grant_type: 'password' }, firstParty)).toEqual([400, 'invalid_request'])
  })

  it('tells who the user is, for an access token only', async () => {
    const { access_token, refresh_token } = await token(redeem(await code({ scope: 'openid email' })))
    const at = { server: await discover(server.issuer, { fetch: server.fetch }), clientId: 'web' }
    const user = await fetchUserinfo(at, { accessToken: access_token, subject: 'alice' }, { fetch: server.fetch })
    expect(user).toMatchObject({ sub: 'alice', email: 'alice@example.com' })
    expect(user).not.toHaveProperty('name')
    const asked = fetchUserinfo(at, { accessToken: refresh_token }, { fetch: server.fetch })
    await expect(asked).rejects.toMatchObject({ code: 'token_rejected' })
    expect((await fetchKeys(at.server, { fetch: server.fetch })).keys).toHaveLength(1)
  })

  it('tells a confidential client what its tokens are worth', async () => {
    const { firstParty } = provider.clients
    const bob = { ...provider.users.bob, grant_type: 'password', scope: 'openid' }
    const { access_token, refresh_token } = await token(bob, firstParty)
    const about = async (token: string) => (await post('introspection_endpoint', { token }, firstParty)).body
    expect(await about(access_token)).toMatchObject({ active: true, sub: 'bob', token_type: 'Bearer' })
    expect(await about(refresh_token)).toMatchObject({ active: true, sub: 'bob', client_id: firstParty.id })
    expect(await about('a token that never was')).toEqual({ active: false })
    await post('revocation_endpoint', { token: access_token }, firstParty)
    expect(await about(access_token)).toEqual({ active: false })
    await post('revocation_endpoint', { token: refresh_token }, firstParty)
    expect(await about(refresh_token)).toEqual({ active: false })
    const thief = { ...firstParty, secret: 'a guess' }
    expect((await post('introspection_endpoint', { token: refresh_token }, thief)).status).toBe(401)
  })

  it('revokes a refresh token with its family, and knows nothing of a token that never was', async () => {
    const first = await token(redeem(await code()))
    const second = await token(refresh(first.refresh_token))
    const revoke = (token: string, client_id = 'web') => post('revocation_endpoint', { token, client_id })
    expect((await revoke(second.refresh_token, 'third-party')).status).toBe(200)
    const third = await token(refresh(second.refresh_token))
    expect(third).toHaveProperty('refresh_token')
    expect((await revoke('a token that never was')).status).toBe(200)
    expect(await isGood(third.access_token)).toBe(true)
    expect((await revoke(third.refresh_token)).status).toBe(200)
    expect(await isGood(third.access_token)).toBe(false)
    expect(await refusal(refresh(third.refresh_token))).toEqual([400, 'invalid_grant'])
  })
})

function basic({ id, secret }: Confidential): string {
  return `Basic ${btoa(`${id}:${encodeURIComponent(secret)}`)}`
}
