import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeFetch } from '../test-support/fake-fetch.js'
import { type Faults, type FaultyServer, faultyServer } from '../test-support/faulty-server.js'
import { type DescribedClient, type DiagnoseOptions, diagnose, type Finding } from './diagnose.js'
import { privateKeyJwt } from './endpoints/client-assertion.js'
import { clientSecretPost, none, tlsClient } from './endpoints/client-authentication.js'
import { discover } from './endpoints/discovery.js'
import { dpopKeyPair, proofOfPossession } from './endpoints/dpop.js'
import { OAuthError } from './errors.js'
import type { Quirks } from './messages/quirks.js'

const servers: FaultyServer[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function serving(faults: Faults = {}): Promise<FaultyServer> {
  const server = await faultyServer(faults)
  servers.push(server)
  return server
}

const client = ({ issuer }: FaultyServer) => ({ issuer, clientId: 'web', redirectUri: `${issuer}/app` })
const without =
  (...verdicts: string[]) =>
  (finding: Finding) =>
    !verdicts.includes(finding.verdict)

/** What is not fine with a client at a server with these faults. */
async function wrong(
  faults: Faults,
  more: Partial<DescribedClient> = {},
  options: DiagnoseOptions = {},
): Promise<readonly Finding[]> {
  return (await diagnose({ ...client(await serving(faults)), ...more }, options)).filter(without('fine'))
}

/** Another origin, from which an app is served in good order, and asks a server with these faults. */
async function wrongInPage(faults: Faults, more: Partial<DescribedClient> = {}): Promise<readonly Finding[]> {
  const { issuer: origin } = await serving()
  return wrong(faults, { redirectUri: `${origin}/app`, ...more }, { page: { origin } })
}

const secret = 'not-to-be-told'
const service = { redirectUri: undefined, clientSecret: secret }

describe('a client and a server in good order', () => {
  it('are fine in every check, as a page, with proofs, and as a service', async () => {
    const { issuer: origin } = await serving()
    const web = { ...client(await serving()), redirectUri: `${origin}/app`, dpop: true }
    const found = [
      ...(await diagnose(web, { page: { origin } })),
      ...(await diagnose({ ...client(await serving()), ...service })),
    ]
    expect(found.filter(without('fine'))).toEqual([])
    const checks = new Set(found.map(({ check }) => check))
    for (const check of [
      'discovery',
      'issuer',
      'endpoints',
      'token-endpoint',
      'keys',
      'signatures',
      'clock',
      'redirect-uri',
    ])
      expect(checks).toContain(check)
    for (const check of ['registration', 'client-authentication', 'grant', 'pkce', 'dpop', 'cors'])
      expect(checks).toContain(check)
  })

  it('are asked what a sign-in would ask for: the scopes and indicators of the resources, too', async () => {
    const asked: URL[] = []
    const fetch: typeof globalThis.fetch = (address, init) => {
      asked.push(new URL(String(address)))
      return globalThis.fetch(address, init)
    }
    const resources = {
      api: { url: 'https://api.example', scope: 'orders.read profile', indicator: 'https://api.example' },
    }
    await diagnose({ ...client(await serving()), scope: 'profile', resources }, { fetch })
    const [request] = asked.filter(({ searchParams }) => searchParams.has('redirect_uri'))
    expect(request?.searchParams.get('scope')).toBe('openid profile orders.read')
    expect(request?.searchParams.get('resource')).toBe('https://api.example')
  })

  it('are fine as a registration as well, also one with a proof', async () => {
    const { issuer } = await serving()
    const server = { issuer, tokenEndpoint: `${issuer}/token` }
    const proof = proofOfPossession(dpopKeyPair)
    const found = await diagnose({ server, clientId: 'reports', authentication: none, proof })
    expect(found.filter(without('fine'))).toEqual([])
    expect(found).toContainEqual(expect.objectContaining({ check: 'dpop' }))
    const known = await diagnose({ issuer, server, clientId: 'reports', authentication: none, proof })
    expect(known).toEqual(found)
  })
})

describe('what is wrong is said', () => {
  it.each<[string, Faults, Partial<DescribedClient>, Partial<Finding>, RegExp]>([
    [
      'a server without metadata',
      { metadata: { status: 404 } },
      {},
      { check: 'discovery', verdict: 'broken' },
      /no metadata/,
    ],
    [
      'a page in their place',
      { metadata: { body: '<html>' } },
      {},
      { check: 'discovery', verdict: 'broken' },
      /page of HTML/,
    ],
    ['nothing in their place', { metadata: { body: '' } }, {}, { check: 'discovery', verdict: 'broken' }, /nothing/],
    [
      'a redirect',
      { metadata: { status: 301, headers: { location: '/' } } },
      {},
      { check: 'discovery', verdict: 'broken' },
      /redirect/,
    ],
    [
      'a server with a problem',
      { metadata: { status: 503 } },
      {},
      { check: 'discovery', verdict: 'broken' },
      /problem of its own/,
    ],
    [
      'an issuer with http',
      { members: { issuer: 'https://localhost' } },
      {},
      { check: 'issuer', verdict: 'broken' },
      /another server/,
    ],
    [
      'a tenant’s placeholder',
      { members: { issuer: 'https://id.example/{tenantid}/v2.0' } },
      {},
      { check: 'issuer', verdict: 'broken' },
      /placeholder/,
    ],
    [
      'metadata of nobody',
      { members: { issuer: undefined } },
      {},
      { check: 'issuer', verdict: 'broken' },
      /whose they are/,
    ],
    [
      'an endpoint by http',
      { members: { token_endpoint: 'http://id.example/token' } },
      {},
      { check: 'endpoints', verdict: 'broken' },
      /plain http/,
    ],
    [
      'no endpoint',
      { members: { token_endpoint: undefined } },
      {},
      { check: 'endpoints', verdict: 'broken' },
      /tokenEndpoint/,
    ],
    ['no keys', { keys: { status: 404 } }, {}, { check: 'keys', verdict: 'broken' }, /answers 404/],
    [
      'keys that are none',
      { keys: { body: { keys: [] } } },
      {},
      { check: 'keys', verdict: 'broken' },
      /cannot be read/,
    ],
    [
      'keys of another kind',
      { keys: { body: { keys: [{ kty: 'oct' }] } } },
      {},
      { check: 'keys', verdict: 'broken' },
      /None of the/,
    ],
    [
      'shared secrets alone',
      { members: { id_token_signing_alg_values_supported: ['HS256'] } },
      {},
      { check: 'signatures', verdict: 'broken' },
      /HS256/,
    ],
    [
      'another signature than the registered one',
      { members: { id_token_signing_alg_values_supported: ['RS256'] } },
      { idTokenSignedResponseAlg: 'ES256' },
      { check: 'signatures', verdict: 'broken', do: 'Choose one of these at the server: ES256.' },
      /RS256/,
    ],
    [
      'signatures unsaid',
      { members: { id_token_signing_alg_values_supported: undefined } },
      {},
      { check: 'signatures', verdict: 'unknown' },
      /does not say/,
    ],
    [
      'no such grant',
      { members: { grant_types_supported: ['implicit'] } },
      {},
      { check: 'grant', verdict: 'broken' },
      /implicit/,
    ],
    [
      'no refresh tokens',
      { members: { grant_types_supported: ['authorization_code'] } },
      {},
      { check: 'grant', verdict: 'warning' },
      /refresh/,
    ],
    [
      'no codes',
      { members: { response_types_supported: ['token'] } },
      {},
      { check: 'grant', verdict: 'broken' },
      /`code`/,
    ],
    [
      'PKCE unsaid',
      { members: { code_challenge_methods_supported: undefined } },
      {},
      { check: 'pkce', verdict: 'warning' },
      /does not say/,
    ],
    [
      'plain PKCE',
      { members: { code_challenge_methods_supported: ['plain'] } },
      {},
      { check: 'pkce', verdict: 'broken' },
      /plain/,
    ],
    [
      'a clock a minute ahead',
      { metadata: { headers: { date: at(-60_000) } } },
      {},
      { check: 'clock', verdict: 'warning' },
      /ahead/,
    ],
    [
      'a clock that is ahead by more than most servers take',
      { metadata: { headers: { date: at(-360_000) } } },
      {},
      { check: 'clock', verdict: 'broken' },
      /6 minutes ahead/,
    ],
    [
      'a clock hours behind',
      { metadata: { headers: { date: at(7_200_000) } } },
      {},
      { check: 'clock', verdict: 'broken' },
      /2 hours behind/,
    ],
    [
      'a clock that is ahead by more than a sign-in takes',
      { metadata: { headers: { date: at(-2 * 86_400_000) } } },
      {},
      { check: 'clock', verdict: 'broken', code: 'id_token_invalid' },
      /48 hours ahead/,
    ],
    [
      'a page as token endpoint',
      { token: { status: 200, body: '<html>' } },
      {},
      { check: 'token-endpoint', verdict: 'broken' },
      /no token endpoint/,
    ],
    [
      'a client that is not public',
      { token: { status: 401, body: { error: 'invalid_client' } } },
      {},
      { check: 'token-endpoint', verdict: 'broken' },
      /public client/,
    ],
    [
      'proofs refused',
      { token: { status: 400, body: { error: 'invalid_dpop_proof' } } },
      { dpop: true },
      { check: 'dpop', verdict: 'broken' },
      /refuses a proof/,
    ],
    [
      'proofs unsaid',
      { members: { dpop_signing_alg_values_supported: undefined } },
      { dpop: true },
      { check: 'dpop', verdict: 'warning' },
      /does not say/,
    ],
    [
      'no such client',
      { authorize: { status: 400, headers: {} } },
      {},
      { check: 'registration', verdict: 'broken' },
      /does not know the client/,
    ],
    [
      'a sign-in’s page',
      { authorize: { status: 200 } },
      {},
      { check: 'registration', verdict: 'unknown' },
      /page of its own/,
    ],
    [
      'a way elsewhere',
      { authorize: { headers: { location: '/sign-in' } } },
      {},
      { check: 'registration', verdict: 'unknown' },
      /page of its own/,
    ],
    [
      'pushed requests',
      { members: { require_pushed_authorization_requests: true } },
      {},
      { check: 'registration', verdict: 'unknown' },
      /pushed/,
    ],
    [
      'another method',
      { members: { token_endpoint_auth_methods_supported: ['private_key_jwt'] } },
      { clientSecret: secret },
      { check: 'client-authentication', verdict: 'broken' },
      /private_key_jwt/,
    ],
    [
      'methods unsaid',
      { members: { token_endpoint_auth_methods_supported: undefined } },
      { authentication: clientSecretPost(secret) },
      { check: 'client-authentication', verdict: 'broken' },
      /client_secret_basic/,
    ],
    [
      'public clients unsaid',
      { members: { token_endpoint_auth_methods_supported: ['client_secret_post'] } },
      {},
      { check: 'client-authentication', verdict: 'unknown' },
      /public/,
    ],
    [
      'a certificate',
      {},
      { authentication: tlsClient },
      { check: 'client-authentication', verdict: 'unknown' },
      /certificate/,
    ],
    ['an empty secret', {}, { clientSecret: '' }, { check: 'client-authentication', verdict: 'broken' }, /option/],
    [
      'a secret that nobody reads alike',
      {},
      { clientSecret: '50% + more' },
      { check: 'secret', verdict: 'warning' },
      /decode/,
    ],
    [
      'a secret with the end of its line',
      {},
      { authentication: clientSecretPost('copied\n') },
      { check: 'secret', verdict: 'warning' },
      /white space/,
    ],
    ['no address', {}, { redirectUri: 'app' }, { check: 'redirect-uri', verdict: 'broken' }, /no address/],
    [
      'a password in it',
      {},
      { redirectUri: 'https://me:not-to-be-told@app.example/' },
      { check: 'redirect-uri', verdict: 'broken' },
      /password/,
    ],
    [
      'a fragment',
      {},
      { redirectUri: 'https://app.example/#/in' },
      { check: 'redirect-uri', verdict: 'broken' },
      /fragment/,
    ],
    ['a file', {}, { redirectUri: 'file:///app.html' }, { check: 'redirect-uri', verdict: 'broken' }, /file:/],
    [
      'plain http',
      {},
      { redirectUri: 'http://app.example/' },
      { check: 'redirect-uri', verdict: 'broken' },
      /plain http/,
    ],
  ])('%s', async (_, faults, more, expected, says) => {
    const found = await wrong(faults, more)
    expect(JSON.stringify(found)).not.toContain(secret)
    expect(found).toContainEqual(expect.objectContaining({ ...expected, says: expect.stringMatching(says) }))
  })

  it('an issuer that is nearly right, or the address of its metadata', async () => {
    const server = await serving()
    const { issuer } = server
    const says = async (given: string) => {
      const found = await diagnose({ ...client(server), issuer: given })
      return found.filter(({ check }) => check === 'issuer').map(({ verdict, says }) => `${verdict} ${says}`)
    }
    expect(await says(`${issuer}/`)).toEqual([expect.stringMatching(/^broken .*only the slash/)])
    expect(await says(issuer.replace('localhost', 'LOCALHOST'))).toEqual([
      expect.stringMatching(/^broken .*only capital/),
    ])
    expect(await says(`${issuer}/.well-known/openid-configuration`)).toEqual([
      expect.stringMatching(/^broken .*metadata document/),
    ])
    expect(await says(`${issuer}?a`)).toEqual([expect.stringMatching(/^broken .*query/)])
    expect(await says('http://id.example')).toEqual([expect.stringMatching(/^broken .*plain http/)])
    expect(await says('https://me:not-to-be-told@id.example')).toEqual([expect.stringMatching(/^broken .*password/)])
    expect(await says('id.example')).toEqual([expect.stringMatching(/^broken .*cannot be used/)])
  })

  it.each<[string, Faults, (issuer: string) => string]>([
    ['no metadata', { metadata: { status: 404 } }, issuer => issuer],
    ['a page', { metadata: { body: '<html>' } }, issuer => issuer],
    ['a redirect', { metadata: { status: 301, headers: { location: '/' } } }, issuer => issuer],
    ['a pause', { metadata: { status: 429, headers: { 'retry-after': '60' } } }, issuer => issuer],
    ['another issuer', { members: { issuer: 'https://id.example' } }, issuer => issuer],
    ['no issuer', { members: { issuer: undefined } }, issuer => issuer],
    ['an endpoint by http', { members: { jwks_uri: 'http://id.example/keys' } }, issuer => issuer],
    ['an endpoint that is no address', { members: { token_endpoint: 'token' } }, issuer => issuer],
    ['a slash too many', {}, issuer => `${issuer}/`],
    ['a query', {}, issuer => `${issuer}?tenant`],
    ['plain http', {}, () => 'http://id.example'],
    ['no address', {}, () => 'id.example'],
  ])('under the code with which the library refuses it: %s', async (_, faults, given) => {
    const server = await serving(faults)
    const issuer = given(server.issuer)
    const refusal = await discover(issuer).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(OAuthError)
    const codes = (await diagnose({ ...client(server), issuer })).map(finding => 'code' in finding && finding.code)
    expect(codes).toContain(refusal instanceof OAuthError && refusal.code)
  })

  it('a resource that cannot be right', async () => {
    expect(await wrong({}, { resources: { api: 'http://api.example' } })).toMatchObject([
      { check: 'registration', verdict: 'broken', code: 'insecure_url' },
    ])
  })

  it('a refusal of the authorization endpoint, in the server’s words', async () => {
    const { issuer } = await serving()
    const location = `${issuer}/app?error=invalid_scope&error_description=No+such+scope`
    const found = await wrong({ authorize: { headers: { location } } }, { redirectUri: `${issuer}/app` })
    expect(found).toMatchObject([{ check: 'registration', verdict: 'broken', code: 'authorization_refused' }])
    expect(found[0]?.says).toMatch(/invalid_scope, No such scope/)
  })

  it('nothing that listens, a name without a server, and a certificate that nobody trusts', async () => {
    const server = await serving()
    server.close()
    const [gone] = await diagnose(client(server))
    expect(gone).toMatchObject({
      verdict: 'broken',
      says: expect.stringMatching(/^Nothing listens/),
      code: 'network_failed',
    })
    const failing = (code: string) => async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
    }
    for (const [code, says] of [
      ['ENOTFOUND', /No server of this name/],
      ['DEPTH_ZERO_SELF_SIGNED_CERT', /certificate/],
    ] as const) {
      const [found] = await diagnose(client(server), { fetch: failing(code) })
      expect(found).toMatchObject({ verdict: 'broken', says: expect.stringMatching(says) })
    }
  })

  it('no clock that is behind only because the answer comes from a cache', async () => {
    const cached = { metadata: { headers: { date: at(-3_600_000), age: '3600' } } }
    expect(await wrong(cached)).toEqual([])
  })

  it('no error for a clock that every sign-in puts right', async () => {
    const found = await wrong({ metadata: { headers: { date: at(-7_200_000) } } })
    expect(found).toMatchObject([{ check: 'clock', verdict: 'broken' }])
    expect(found[0]).not.toHaveProperty('code')
  })

  it('no keys where there are no id_tokens', async () => {
    expect(await wrong({ keys: { status: 404 } }, { quirks: { withoutIdToken: true } })).toEqual([])
  })

  it('own metadata that differ from the server’s', async () => {
    const { issuer } = await serving()
    const server = {
      issuer,
      tokenEndpoint: `${issuer}/old-token`,
      jwksUri: `${issuer}/keys`,
      authorizationEndpoint: `${issuer}/authorize`,
    }
    const found = await diagnose({ issuer, clientId: 'web', redirectUri: `${issuer}/app`, server })
    expect(found.filter(without('fine'))).toMatchObject([
      { check: 'endpoints', verdict: 'warning', says: expect.stringMatching(/old-token/) },
      { check: 'token-endpoint', verdict: 'broken' },
    ])
  })

  it('own metadata are believed where the server’s cannot be read, and compared with id_tokens’ names where they can', async () => {
    const { issuer } = await serving()
    const server = { issuer, tokenEndpoint: `${issuer}/token` }
    const found = async (faults: Faults, quirks: Quirks) => {
      const elsewhere = (await serving(faults)).issuer
      const given = { issuer: elsewhere, clientId: 'web', server: { ...server, issuer: elsewhere }, quirks }
      return (await diagnose(given)).filter(({ check }) => check === 'discovery' || check === 'issuer')
    }
    const redirected = { metadata: { status: 301, headers: { location: '/' } } }
    expect(await found(redirected, {})).toMatchObject([{ check: 'discovery', verdict: 'fine' }])
    expect(await found({ metadata: { status: 503 } }, {})).toMatchObject([{ check: 'discovery', verdict: 'fine' }])
    const tenants = { members: { issuer: 'https://id.example/{tenantid}' } }
    expect(await found(tenants, {})).toMatchObject([
      {},
      { check: 'issuer', verdict: 'warning', code: 'id_token_invalid' },
    ])
    expect(await found(tenants, { issuers: ['https://id.example/7'] })).toMatchObject([{}, { verdict: 'fine' }])
  })

  it('what failed, if it is given', async () => {
    const failure = new OAuthError('lock_timeout', { waited: 5 })
    const [first] = await diagnose(client(await serving()), { failure })
    expect(first).toMatchObject({
      check: 'failure',
      code: 'lock_timeout',
      says: expect.stringMatching(/renewing.*waited: 5.*Likely causes: /),
    })
  })

  it('that what failed is an error of a newer release, of which this one knows neither causes nor remedy', async () => {
    const failure = Object.assign(new OAuthError('lock_timeout', { waited: 5 }), { code: 'of_a_newer_release' })
    const [first] = await diagnose(client(await serving()), { failure })
    expect(first).toEqual({
      check: 'failure',
      verdict: 'broken',
      code: 'of_a_newer_release',
      says: 'A newer release of the library gives this error. (waited: 5)',
      do: 'Look it up in that release’s docs/errors.md.',
    })
  })
})

describe('what pages may not do is said from outside of them', () => {
  const closed = { 'access-control-allow-origin': 'https://another.example' }

  it.each<[string, Faults, Partial<Finding>, RegExp]>([
    [
      'metadata that they may not read',
      { metadata: { headers: closed } },
      { check: 'cors', verdict: 'broken' },
      /openid-configuration answers/,
    ],
    [
      'keys that they may not read',
      { keys: { headers: closed } },
      { check: 'cors', verdict: 'broken' },
      /keys answers/,
    ],
    [
      'a token endpoint that they may not read',
      { token: { headers: closed } },
      { check: 'cors', verdict: 'broken' },
      /token answers/,
    ],
    [
      'user info that they may not read',
      { me: { headers: closed } },
      { check: 'cors', verdict: 'warning' },
      /may not send an access token/,
    ],
    [
      'user info that they may not ask',
      { preflight: { headers: { 'access-control-allow-headers': '*' } } },
      { check: 'cors', verdict: 'warning' },
      /may not send an access token/,
    ],
    [
      'reasons that they do not see',
      { me: { headers: { 'access-control-expose-headers': 'date' } } },
      { check: 'cors', verdict: 'warning' },
      /WWW-Authenticate/,
    ],
  ])('%s', async (_, faults, expected, says) => {
    const found = await wrongInPage(faults)
    expect(found).toEqual([expect.objectContaining({ ...expected, says: expect.stringMatching(says) })])
  })

  it('nonces that they do not see, and proofs that they may not send', async () => {
    const nonces = { headers: { 'dpop-nonce': 'n', 'access-control-expose-headers': 'date' } }
    expect(await wrongInPage({ token: nonces }, { dpop: true })).toMatchObject([{ check: 'dpop', verdict: 'broken' }])
    const narrow = { headers: { 'access-control-allow-headers': 'authorization' } }
    expect(await wrongInPage({ preflight: narrow }, { dpop: true })).toMatchObject([
      { check: 'dpop', verdict: 'broken' },
    ])
  })

  it('by asking in their name: many a server answers those pages alone', async () => {
    const server = await serving()
    const { issuer: origin } = await serving()
    await diagnose({ ...client(server), redirectUri: `${origin}/app` }, { page: { origin } })
    expect(server.seen.length).toBeGreaterThan(3)
    for (const asked of server.seen) expect(asked).toContain(`"origin":"${origin}"`)
  })

  it('a redirect URI that is not served, goes elsewhere, or belongs to another page', async () => {
    const broken = { check: 'redirect-uri', verdict: 'broken' }
    const at = async (faults: Faults) => {
      const server = await serving(faults)
      const found = await diagnose(client(server), { page: { origin: server.issuer } })
      return found.filter(without('fine'))
    }
    expect(await at({ app: { status: 404 } })).toMatchObject([{ ...broken, says: expect.stringMatching(/404/) }])
    expect(await at({ app: { status: 301, headers: { location: '/' } } })).toMatchObject([{ verdict: 'warning' }])
    const { issuer } = await serving()
    const other = await wrong({}, { redirectUri: `${issuer}/app` }, { page: { origin: 'http://127.0.0.1:1' } })
    expect(other).toContainEqual(expect.objectContaining({ ...broken, says: expect.stringMatching(/different sites/) }))
  })

  it('and nothing of metadata that nobody reads, because the app has its own', async () => {
    const closed = { metadata: { headers: { 'access-control-allow-origin': 'https://another.example' } } }
    const { issuer } = await serving(closed)
    const { issuer: origin } = await serving()
    const server = { issuer, tokenEndpoint: `${issuer}/token`, jwksUri: `${issuer}/keys` }
    const found = await diagnose({ issuer, clientId: 'web', server }, { page: { origin } })
    expect(found.filter(without('fine'))).toEqual([])
    expect(found.filter(({ check }) => check === 'cors')).toHaveLength(2)
  })

  it('a secret in a page', async () => {
    const found = await wrongInPage({}, { clientSecret: secret })
    expect(found).toMatchObject([{ check: 'client-authentication', verdict: 'broken' }])
  })
})

describe('nothing is given away', () => {
  it('no cookie is sent to see whether anything answers at what a page may not read', async () => {
    const { fetch, requests } = fakeFetch(({ init }) => {
      if (init.mode === 'no-cors') return new Response()
      throw new TypeError('Failed to fetch')
    })
    const page = { origin: 'https://app.example', isHere: true }
    const [found] = await diagnose({ issuer: 'https://id.example', clientId: 'web' }, { fetch, page })
    expect(found).toMatchObject({ check: 'cors', verdict: 'broken' })
    const unread = requests.filter(({ init }) => init.mode === 'no-cors')
    expect(new Set(unread.map(({ init }) => init.credentials))).toEqual(new Set(['omit']))
  })

  it('no secret, assertion or code is sent or said', async () => {
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ])
    for (const credentials of [
      { clientSecret: secret },
      { authentication: clientSecretPost(secret) },
      { authentication: privateKeyJwt(privateKey) },
    ]) {
      const server = await serving()
      const found = await diagnose({ ...client(server), ...credentials })
      const everything = JSON.stringify([found, server.seen])
      expect(everything).not.toContain(secret)
      expect(everything).not.toContain(btoa(`web:${secret}`))
      expect(everything).not.toMatch(/assertion|authorization"|[?& ]code=|refresh_token=/)
      expect(server.seen).toContainEqual(expect.stringMatching(/^POST .*grant_type=authorization_code/))
    }
  })

  it('a function of the caller’s that fails or never ends is no reason to stop', async () => {
    const failing = { authentication: () => Promise.reject(new Error('the vault is shut')) }
    expect(await wrong({}, failing)).toMatchObject([{ code: 'credential_unavailable' }])
    const endless = { authentication: () => new Promise<void>(() => {}) }
    expect(await wrong({}, endless, { timeout: 500 })).toMatchObject([
      { check: 'client-authentication', verdict: 'unknown' },
    ])
  })
})

describe('whatever a server answers', () => {
  const members = [
    'issuer',
    'authorization_endpoint',
    'token_endpoint',
    'jwks_uri',
    'userinfo_endpoint',
    'grant_types_supported',
    'response_types_supported',
    'code_challenge_methods_supported',
    'token_endpoint_auth_methods_supported',
    'id_token_signing_alg_values_supported',
    'dpop_signing_alg_values_supported',
    'keys',
    'error',
    'mtls_endpoint_aliases',
  ]
  const issuer = 'https://id.example'
  const likely = fc.constantFrom<unknown>(
    issuer,
    `${issuer}/x`,
    'http://id.example',
    ['none'],
    [1],
    [{ kty: 'EC' }],
    null,
    7,
  )
  const document = fc.dictionary(fc.constantFrom(...members), fc.oneof(likely, fc.jsonValue()), { maxKeys: 14 })
  const body = fc.oneof(
    document.map(each => JSON.stringify({ issuer, ...each })),
    fc.json(),
    fc.string(),
  )
  const header = fc.constantFrom(
    'location',
    'date',
    'age',
    'access-control-allow-origin',
    'dpop-nonce',
    'www-authenticate',
  )
  const value = fc.constantFrom('*', '', 'https://app.example/?error=x', 'https://app.example#error=%00', '7', ':::')
  const answer = fc.record({
    status: fc.constantFrom(200, 204, 302, 400, 401, 404, 429, 500, 503),
    body,
    headers: fc.dictionary(header, value),
  })
  const text = fc.oneof(fc.string(), fc.webUrl(), fc.constant(issuer))

  it('a diagnosis comes to its end with sentences, and without the secret', async () => {
    const cases = {
      answers: fc.array(answer, { minLength: 1, maxLength: 6 }),
      given: fc.record({
        issuer: fc.oneof(fc.constant(issuer), text),
        clientId: fc.string(),
        redirectUri: text,
        dpop: fc.boolean(),
      }),
      isHere: fc.boolean(),
    }
    await fc.assert(
      fc.asyncProperty(fc.record(cases), async ({ answers, given, isHere }) => {
        const { fetch } = fakeFetch((_, count) => {
          const { status, body, headers } = answers[count % answers.length] ?? { status: 500 }
          return new Response(status === 204 ? null : body, { status, headers: headers ?? {} })
        })
        const options = { fetch, page: { origin: 'https://app.example', isHere } }
        const found = await diagnose({ ...given, clientSecret: `${secret} %` }, options)
        expect(found.length).toBeGreaterThan(0)
        for (const { says } of found) expect(says).toMatch(/\S/)
        expect(JSON.stringify(found)).not.toContain(secret)
      }),
    )
  })

  it.each(['null', '7', '{}', '{"status":200}', '{"status":200,"headers":{}}'])(
    'and if it is no answer: %s',
    async said => {
      const found = await diagnose({ issuer, clientId: 'web' }, { fetch: async () => JSON.parse(said) })
      expect(found[0]).toMatchObject({ check: 'discovery', verdict: 'broken' })
    },
  )
})

function at(later: number): string {
  return new Date(Date.now() + later).toUTCString()
}
