import { createHash } from 'node:crypto'
import { SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { answeredAuth } from '../../test-support/answered-auth.js'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { type Signer, signer } from '../../test-support/id-tokens.js'
import { providerSuite } from '../../test-support/provider-suite.js'
import { wordpressFixture } from '../../test-support/providers/wordpress.js'
import { codeFlow } from '../code-flow.js'
import { clientSecret } from '../endpoints/client-authentication.js'
import { keysOfSecret } from '../endpoints/secret-keys.js'
import { fetchUserinfo } from '../endpoints/userinfo.js'
import { authorizationCode } from '../grants/authorization-code.js'
import { clientCredentials } from '../grants/client-credentials.js'
import { implicit } from '../grants/implicit.js'
import { password } from '../grants/password.js'
import { refreshToken } from '../grants/refresh-token.js'
import { authorizationRequest } from '../messages/authorization-request.js'
import { checkResponse, parseAuthorizationResponse } from '../messages/authorization-response.js'
import { parseServerMetadata } from '../messages/server-metadata.js'
import { wordpress } from './wordpress.js'

const wall = Date.UTC(2026, 10, 24)
const { clock } = handClock(wall)
const site = 'https://blog.example'
const provider = wordpress({ site, clientId: 'abc' })
const authentication = clientSecret('the secret')
const registration = { ...provider, authentication }
let plugin: Signer

beforeAll(async () => {
  plugin = await signer('RS256')
})

function idToken(more: object = {}): Promise<string> {
  const iat = wall / 1000
  return plugin.sign({ iss: provider.issuer, aud: 'abc', sub: '1', iat, exp: iat + 3600, ...more })
}

/** The plug-in's keys are named after the client, its id_tokens name no key. */
function keys() {
  return { keys: [{ ...plugin.jwk, kid: 'abc', use: 'sig', alg: 'RS256' }] }
}

providerSuite(wordpressFixture)

describe('a WordPress site with miniOrange’s OAuth server', () => {
  it('is known without discovery, and its own document says the same', () => {
    const prefix = `${site}/wp-json/moserver`
    const document = {
      issuer: `${prefix}/abc`,
      authorization_endpoint: `${prefix}/authorize`,
      token_endpoint: `${prefix}/token`,
      userinfo_endpoint: `${prefix}/resource`,
      jwks_uri: `${prefix}/abc/.well-known/keys`,
      grant_types_supported: ['authorization_code'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    }
    expect(provider.server).toEqual(parseServerMetadata(document, provider.issuer))
    expect(JSON.parse(JSON.stringify(provider))).toEqual(provider)
  })

  it('may stand in a folder, have plain permalinks or an old plug-in', () => {
    const tokenEndpoint = (more: object) =>
      wordpress({ site: `${site}/blog/`, clientId: 'abc', ...more }).server.tokenEndpoint
    expect(tokenEndpoint({})).toBe(`${site}/blog/wp-json/moserver/token`)
    expect(tokenEndpoint({ layout: 'plain' })).toBe(`${site}/blog/?rest_route=/moserver/token`)
    expect(tokenEndpoint({ layout: 'legacy' })).toBe(
      `${site}/blog/wp-content/plugins/miniorange-oauth-20-server/web/moserver/token`,
    )
    const named = wordpress({ site, clientId: 'abc', layout: 'legacy', issuer: site })
    expect([named.issuer, named.server.issuer]).toEqual([site, site])
    expect(() => wordpress({ site: 'http://blog.example', clientId: 'abc' })).toThrow(
      expect.objectContaining({ code: 'insecure_url' }),
    )
  })

  it('with plain permalinks keeps its route beside the request', () => {
    const plain = wordpress({ site, clientId: 'abc', layout: 'plain' })
    const asked = { responseType: 'code', redirectUri: 'https://app.example', state: 's', codeChallenge: 'c' } as const
    const { searchParams } = new URL(authorizationRequest(plain, asked))
    expect([searchParams.get('rest_route'), searchParams.get('client_id')]).toEqual(['/moserver/authorize', 'abc'])
  })

  it('signs a user in by code, with the secret in the form, and says 1 where its id_token says "1"', async () => {
    const signed = await idToken({ nonce: 'n' })
    const { fetch, requests } = fakeFetch(({ url }) => {
      if (url.endsWith('/keys')) return json(keys())
      if (url.endsWith('/resource')) return json({ sub: 1, name: 'Ada', email: 'ada@blog.example' })
      return json({
        access_token: 'at',
        expires_in: 3600,
        token_type: 'Bearer',
        scope: 'openid profile',
        id_token: signed,
      })
    })
    const asked = { code: 'c', redirectUri: 'https://app.example/cb', codeVerifier: 'v', nonce: 'n' }
    const { user, accessToken } = await authorizationCode(registration, asked, { fetch, clock })
    expect(user).toEqual({ sub: '1' })
    expect(requests[1]?.form.get('client_secret')).toBe('the secret')
    expect(requests[1]?.headers.has('authorization')).toBe(false)

    const subject = user?.sub
    expect(await fetchUserinfo(registration, { accessToken, subject }, { fetch, clock })).toMatchObject({
      sub: '1',
      name: 'Ada',
    })
    const strict = fetchUserinfo({ ...registration, quirks: undefined }, { accessToken, subject }, { fetch, clock })
    await expect(strict).rejects.toMatchObject({ code: 'userinfo_invalid' })
  })

  it('may sign with the client’s secret, which a back end takes that says so, and nobody else', async () => {
    const secret = 'a secret of at least thirty-two bytes'
    const site = { ...provider, authentication: clientSecret(secret) }
    const claims = { iss: provider.issuer, aud: 'abc', sub: '1', iat: wall / 1000, exp: wall / 1000 + 3600, nonce: 'n' }
    const key = new TextEncoder().encode(secret)
    const signed = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(key)
    const { fetch } = fakeFetch(({ url }) =>
      json(url.endsWith('/keys') ? keys() : { access_token: 'at', token_type: 'Bearer', id_token: signed }),
    )
    const asked = { code: 'c', redirectUri: 'https://app.example/cb', codeVerifier: 'v', nonce: 'n' }
    const exchanged = (more: object) => authorizationCode(site, asked, { fetch, clock, ...more })
    expect((await exchanged({ keys: keysOfSecret(secret, site) })).user).toEqual({ sub: '1' })
    await expect(exchanged({})).rejects.toMatchObject({ code: 'id_token_invalid', facts: { claim: 'signature' } })
  })

  it('answers the implicit grant in the fragment, the id_token after the state', async () => {
    const at_hash = createHash('sha256').update('at').digest().subarray(0, 16).toString('base64url')
    const signed = await idToken({ nonce: 'n', at_hash })
    const fragment = `access_token=at&expires_in=3600&token_type=Bearer&scope=openid&state=s&id_token=${signed}`
    const answer = parseAuthorizationResponse(`https://app.example/cb#${fragment}`, 'fragment')
    const response = checkResponse(answer, { server: provider.server, state: 's', kind: 'tokens' })
    const tokens = await implicit(registration, { response, nonce: 'n' }, { keys: keys(), clock })
    expect(tokens).toMatchObject({ accessToken: 'at', expiresIn: 3_600_000, scope: 'openid', user: { sub: '1' } })
  })

  it('may give no id_token: with one quirk more its user info endpoint names the user', async () => {
    const { fetch, requests } = fakeFetch(({ url }) =>
      url.endsWith('/resource')
        ? json({ sub: 1, name: 'Ada' })
        : json({ access_token: 'at', expires_in: 3600, token_type: 'Bearer', scope: 'profile' }),
    )
    const { issuer, clientId, server, quirks } = provider
    const auth = answeredAuth({
      options: { issuer, clientId, server, redirectUri: 'https://app.example/', scope: 'profile' },
      loadFlow: async () => (ground, client) =>
        codeFlow(ground, { ...client, authentication, quirks: { ...quirks, withoutIdToken: true } }),
      ...{ fetch, clock },
      answer: request => `https://app.example/?code=c&state=${request.searchParams.get('state')}`,
    })
    await auth.signIn()
    expect(auth.getSnapshot().user).toEqual({ sub: '1', name: 'Ada' })
    expect(requests[0]?.form.get('client_secret')).toBe('the secret')
  })

  it.each([
    ['a wrong client secret with 400', 400, 'invalid_client', 'client_refused'],
    ['a wrong password with 401', 401, 'invalid_grant', 'grant_refused'],
    ['an unknown grant with 400', 400, 'unsupported_grant_type', 'request_refused'],
  ])('answers %s, and that is %s → %s, %s', async (_, status, error, code) => {
    const { fetch } = fakeFetch(() => json({ error, error_description: 'no' }, status))
    const asked = { username: 'ada', password: 'wrong' }
    await expect(password(registration, asked, { fetch, clock })).rejects.toMatchObject({ code, serverError: error })
  })

  it('gives no new refresh token, and the old one stays good', async () => {
    const { fetch } = fakeFetch(() => json({ access_token: 'at2', expires_in: 3600, token_type: 'Bearer', scope: 'a' }))
    const { tokens } = await refreshToken(registration, { refreshToken: 'rt' }, { fetch, clock })
    expect(tokens).not.toHaveProperty('refreshToken')
  })

  it('gives a client every scope that it has, and no refresh token', async () => {
    const { fetch } = fakeFetch(() =>
      json({ access_token: 'at', expires_in: 3600, token_type: 'Bearer', scope: 'a b c' }),
    )
    expect(await clientCredentials(registration, { scope: 'a' }, { fetch, clock })).toMatchObject({ scope: 'a b c' })
  })
})
