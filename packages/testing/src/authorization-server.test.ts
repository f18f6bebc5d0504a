import { clientSecret, clientSecretPost, none } from '@tessera/core/client-authentication'
import { discover, fetchKeys, fetchUserinfo, introspectToken } from '@tessera/core/endpoints'
import { authorizationCode } from '@tessera/core/grants/authorization-code'
import { clientCredentials } from '@tessera/core/grants/client-credentials'
import { password } from '@tessera/core/grants/password'
import { refreshToken } from '@tessera/core/grants/refresh-token'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { type AuthorizationServer, authorizationServer, handClock } from './index.js'

const ada = { username: 'ada', password: 'analytical engine' }

let server: AuthorizationServer
beforeEach(() => {
  server = authorizationServer()
})

async function registered(clientId: 'web' | 'service') {
  const { fetch, issuer, clients } = server
  const secret = clients.find(client => client.clientId === clientId)?.clientSecret
  return { server: await discover(issuer, { fetch }), clientId, authentication: secret ? clientSecret(secret) : none }
}

describe('a server in memory', () => {
  it('needs no options, and shares nothing with another', async () => {
    const { fetch } = authorizationServer()
    const { accessToken } = await clientCredentials(await registered('service'), {}, server)
    expect(await introspectToken(await registered('service'), accessToken, server)).toMatchObject({ active: true })
    expect(await introspectToken(await registered('service'), accessToken, { fetch })).toEqual({ active: false })
  })

  it('is found at an issuer with a path, and answers nowhere else', async () => {
    const { issuer, fetch } = authorizationServer({ issuer: 'https://id.example.com/tenant' })
    expect(await discover(issuer, { fetch })).toMatchObject({ tokenEndpoint: `${issuer}/token` })
    expect((await fetch(`${issuer}/elsewhere`)).status).toBe(404)
    await expect(fetch('https://id.example.com/other')).rejects.toThrow(TypeError)
  })

  it('signs with RS256, too', async () => {
    server = authorizationServer({ algorithm: 'RS256' })
    const { user } = await password(await registered('web'), { ...ada, scope: 'openid profile' }, server)
    expect(user).toMatchObject({ sub: 'ada', name: 'Ada Lovelace' })
    expect((await fetchKeys((await registered('web')).server, server)).keys).toMatchObject([{ alg: 'RS256' }])
  })

  it('takes a secret in the form, and any characters in it', async () => {
    const [clientId, secret] = ['a:b', '50% + more: the secret']
    server = authorizationServer({ clients: [{ clientId, clientSecret: secret }] })
    for (const authentication of [clientSecret(secret), clientSecretPost(secret)]) {
      const registration = { ...(await registered('service')), clientId, authentication }
      expect(await clientCredentials(registration, { scope: 'read' }, server)).toMatchObject({ scope: 'read' })
    }
  })

  it('gives a public client no token in its own name (RFC 6749 §4.4)', async () => {
    const asked = clientCredentials(await registered('web'), {}, server)
    await expect(asked).rejects.toMatchObject({ code: 'client_refused', serverError: 'unauthorized_client' })
  })

  it('says for which resources a token is (RFC 8707)', async () => {
    const resource = ['https://api.example.com', 'https://files.example.com']
    const { accessToken } = await clientCredentials(await registered('service'), { resource }, server)
    const told = await introspectToken(await registered('service'), accessToken, server)
    expect(told).toMatchObject({ active: true, audience: resource, clientId: 'service' })
  })

  it('introspects for confidential clients only (RFC 7662 §2.1)', async () => {
    const { accessToken } = await password(await registered('web'), ada, server)
    const asked = introspectToken(await registered('web'), accessToken, server)
    await expect(asked).rejects.toMatchObject({ code: 'client_refused' })
  })

  it('tells nothing of the user where the scope lacks openid', async () => {
    const { accessToken } = await password(await registered('web'), { ...ada, scope: 'profile' }, server)
    const asked = fetchUserinfo(await registered('web'), { accessToken }, server)
    await expect(asked).rejects.toMatchObject({ code: 'userinfo_invalid', facts: { status: 403 } })
  })

  it('exchanges a spent refresh token within the grace window only, which its first use begins', async () => {
    const time = handClock()
    server = authorizationServer({ grace: 1_000, clock: time.clock })
    const options = { fetch: server.fetch, clock: time.clock }
    const registration = await registered('web')
    const { refreshToken: spent = '' } = await password(registration, ada, options)
    const refresh = () => refreshToken(registration, { refreshToken: spent }, options)
    await refresh()
    await time.advance(600)
    await refresh()
    expect(server.counters.reuseDetections).toBe(0)
    await time.advance(600)
    await expect(refresh()).rejects.toMatchObject({ code: 'grant_refused' })
    expect(server.counters.reuseDetections).toBe(1)
  })

  it('grants a refresh token once when it comes many times at once', async () => {
    const registration = await registered('web')
    const { refreshToken: token = '' } = await password(registration, ada, server)
    const spends = Array.from({ length: 20 }, () => refreshToken(registration, { refreshToken: token }, server))
    const settled = await Promise.allSettled(spends)
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(server.counters).toEqual({ tokenRequests: 21, reuseDetections: 1 })
  })

  it('plays the user that a test names, and knows no other', async () => {
    server = authorizationServer({ users: [{ sub: 'ada' }, { sub: 'bob' }] })
    const { server: metadata } = await registered('web')
    const asked = { client_id: 'web', response_type: 'token', redirect_uri: 'http://localhost:3000/', scope: 'openid' }
    const request = `${metadata.authorizationEndpoint}?${new URLSearchParams(asked)}`
    const answer = new URLSearchParams(new URL(await server.visit(request, { as: 'bob' })).hash.slice(1))
    const headers = { authorization: `Bearer ${answer.get('access_token')}` }
    expect(server.bearer(new Request('https://api.example.com', { headers }))).toMatchObject({ subject: 'bob' })
    await expect(server.visit(request, { as: 'eve' })).rejects.toThrow('knows no user eve')
  })

  it('keeps the time at which a user signed in, until they are asked again', async () => {
    const { server: metadata } = await registered('web')
    const time = handClock()
    server = authorizationServer({ clock: time.clock })
    const redirectUri = 'http://localhost:3000/'
    const asked = { client_id: 'web', response_type: 'id_token token', redirect_uri: redirectUri, nonce: 'n' }
    async function visit(more = {}) {
      const request = new URLSearchParams({ ...asked, scope: 'openid', ...more })
      const { hash } = new URL(await server.visit(`${metadata.authorizationEndpoint}?${request}`))
      return new URLSearchParams(hash.slice(1))
    }
    const authTime = async (more = {}) => decodeJwt((await visit(more)).get('id_token') ?? '').auth_time
    const first = Number(await authTime())
    await time.advance(60_000)
    expect(await authTime()).toBe(first)
    expect(await authTime({ max_age: '60' })).toBe(first)
    expect(await authTime({ prompt: 'login' })).toBe(first + 60)
    await time.advance(60_000)
    expect((await visit({ max_age: '59', prompt: 'none' })).get('error')).toBe('login_required')
    expect(await authTime({ max_age: '59' })).toBe(first + 120)
  })

  it('takes a code for a minute', async () => {
    const time = handClock()
    server = authorizationServer({ clock: time.clock })
    const registration = await registered('web')
    const redirectUri = 'http://localhost:3000/'
    const asked = { client_id: 'web', response_type: 'code', redirect_uri: redirectUri, scope: 'profile' }
    const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' }
    const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
    const request = new URLSearchParams({ ...asked, ...challenge })
    const address = await server.visit(`${registration.server.authorizationEndpoint}?${request}`)
    const code = new URL(address).searchParams.get('code') ?? ''
    const wrong = 'a-verifier-that-does-not-fit-but-is-long-enough'
    const redeem = (codeVerifier: string) =>
      authorizationCode(registration, { code, redirectUri, codeVerifier }, { fetch: server.fetch, clock: time.clock })
    await expect(redeem(wrong)).rejects.toMatchObject({ facts: { description: 'the code_verifier does not fit' } })
    await time.advance(60_000)
    await expect(redeem(codeVerifier)).rejects.toMatchObject({ facts: { description: 'the code has expired' } })
  })

  it('says why it refuses, for whoever writes the test', async () => {
    const wrong = password(await registered('web'), { ...ada, password: 'a guess' }, server)
    await expect(wrong).rejects.toMatchObject({ facts: { description: 'the username or the password is wrong' } })
  })

  it('refuses a form that says the same thing twice (RFC 6749 §3.1)', async () => {
    const body = new URLSearchParams('grant_type=password&grant_type=refresh_token&client_id=web')
    const response = await server.fetch('https://id.example.com/token', { method: 'POST', body })
    expect([response.status, await response.json()]).toMatchObject([400, { error: 'invalid_request' }])
  })
})
