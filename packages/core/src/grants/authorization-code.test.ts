import { beforeEach, describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { type OpenIdServer, openIdServer } from '../../test-support/openid-server.js'
import { authorizationCode } from './authorization-code.js'

const wall = Date.UTC(2026, 10, 24)
const { clock } = handClock(wall)
const asked = { code: 'c', redirectUri: 'https://app.example/cb', codeVerifier: 'v', nonce: 'n' }
let server: OpenIdServer

beforeEach(async () => {
  server = await openIdServer(wall)
})

function exchanged(more: object = {}, options: object = {}) {
  return authorizationCode(server.registration, { ...asked, ...more }, { fetch: server.fetch, clock, ...options })
}

describe('exchanging a code', () => {
  it('fetches the keys before the code is spent, and yields tokens and a verified user', async () => {
    const idToken = await server.idToken({ nonce: 'n', name: 'Ada' })
    server.answer({ access_token: 'at', token_type: 'Bearer', expires_in: 60, refresh_token: 'rt', id_token: idToken })
    expect(await exchanged()).toEqual({
      accessToken: 'at',
      tokenType: 'Bearer',
      expiresIn: 60_000,
      refreshToken: 'rt',
      receivedAt: wall,
      idToken,
      user: { sub: 'ada', name: 'Ada' },
    })
    expect(server.asked()).toEqual(['keys', 'token'])
    expect(Object.fromEntries(server.requests[1]?.form ?? [])).toEqual({
      grant_type: 'authorization_code',
      code: 'c',
      redirect_uri: 'https://app.example/cb',
      code_verifier: 'v',
      client_id: 'web',
    })
  })

  it.each([undefined, ''])('sends nothing where the verifier is lost and reads %j', async codeVerifier => {
    const expected = { code: 'invalid_options', facts: { name: 'codeVerifier' } }
    await expect(exchanged({ codeVerifier })).rejects.toMatchObject(expected)
    expect(server.asked()).toEqual([])
  })

  it('needs and sends no verifier where the server would refuse the code for it', async () => {
    server.answer({ access_token: 'at' })
    const registration = { ...server.registration, quirks: { withoutPkce: true } as const }
    for (const codeVerifier of ['v', '']) {
      const known = { ...asked, codeVerifier, nonce: undefined }
      await authorizationCode(registration, known, { fetch: server.fetch, clock })
    }
    expect(server.requests.map(({ form }) => form.has('code_verifier'))).toEqual([false, false])
  })

  it('sends nothing else that is remembered of the sign-in', async () => {
    server.answer({ access_token: 'at' })
    await exchanged({ nonce: undefined, state: 's' })
    expect(server.requests[0]?.form.has('state')).toBe(false)
  })

  it('names each resource', async () => {
    server.answer({ access_token: 'at' })
    await exchanged({ nonce: undefined, resource: ['https://a', 'https://b'] })
    expect(server.requests[0]?.form.getAll('resource')).toEqual(['https://a', 'https://b'])
  })

  it('spends nothing when there are no keys to verify with', async () => {
    const { issuer, tokenEndpoint = '' } = server.registration.server
    const keyless = { ...server.registration, server: { issuer, tokenEndpoint } }
    const outcome = authorizationCode(keyless, asked, { fetch: server.fetch, clock })
    await expect(outcome).rejects.toMatchObject({ code: 'endpoint_missing', facts: { endpoint: 'jwks' } })
    expect(server.asked()).toEqual([])
  })

  it('uses the keys that it is given, and fetches them once more when the server has new ones', async () => {
    server.answer({ access_token: 'at', id_token: await server.idToken({ nonce: 'n' }) })
    expect(await exchanged({}, { keys: { keys: [server.signer.jwk] } })).toHaveProperty('user')
    expect(server.asked()).toEqual(['token'])
    expect(await exchanged({}, { keys: { keys: [{ ...server.signer.jwk, kid: 'old' }] } })).toHaveProperty('user')
    expect(server.asked()).toEqual(['token', 'token', 'keys'])
  })

  it('with a nonce needs an id_token with that nonce', async () => {
    server.answer({ access_token: 'at' })
    await expect(exchanged()).rejects.toMatchObject({ code: 'id_token_missing' })
    server.answer({ access_token: 'at', id_token: await server.idToken({ nonce: 'another' }) })
    await expect(exchanged()).rejects.toMatchObject({ code: 'id_token_invalid', facts: { claim: 'nonce' } })
  })

  it('verifies what the scope openid brings, and when the user signed in', async () => {
    server.answer({ access_token: 'at', id_token: await server.idToken({ auth_time: wall / 1000 - 3600 }) })
    expect(await exchanged({ nonce: undefined, scope: 'openid a' })).toMatchObject({
      scope: 'openid a',
      user: { sub: 'ada' },
    })
    await expect(exchanged({ nonce: undefined, scope: 'openid', maxAge: 60_000 })).rejects.toMatchObject({
      facts: { claim: 'auth_time' },
    })
  })

  it.each([
    ['acr', { acrValues: 'mfa' }, { acr: 'mfa' }, { acr: 'pwd' }],
    ['auth_time', { maxAge: 60_000 }, { auth_time: wall / 1000 }, { auth_time: wall / 1000 - 3600 }],
  ])('verifies the %s that was demanded, also without a nonce', async (claim, demanded, right, wrong) => {
    const exchangedFor = async (claims?: object) => {
      server.answer({ access_token: 'at', ...(claims && { id_token: await server.idToken({ ...claims }) }) })
      return exchanged({ nonce: undefined, ...demanded })
    }
    expect(await exchangedFor(right)).toMatchObject({ user: { sub: 'ada' } })
    await expect(exchangedFor(wrong)).rejects.toMatchObject({ code: 'id_token_invalid', facts: { claim } })
    await expect(exchangedFor()).rejects.toMatchObject({ code: 'id_token_missing' })
  })

  it('drops an id_token that nobody asked for', async () => {
    server.answer({ access_token: 'at', id_token: 'whatever' })
    expect(await exchanged({ nonce: undefined })).toEqual({ accessToken: 'at', tokenType: 'Bearer', receivedAt: wall })
    expect(server.asked()).toEqual(['token'])
  })

  it('fails as the server says', async () => {
    server.answer({ error: 'invalid_grant' }, 400)
    await expect(exchanged()).rejects.toMatchObject({ code: 'grant_refused', serverError: 'invalid_grant' })
  })
})
