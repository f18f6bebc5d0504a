import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOAuthError } from '../errors.js'
import { parseServerMetadata } from './server-metadata.js'

const issuer = 'https://id.example'

function failure(json: unknown) {
  try {
    return parseServerMetadata(json, issuer)
  } catch (error) {
    return isOAuthError(error) ? [error.code, error.facts] : error
  }
}

const endpoints = [
  ...['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint', 'revocation_endpoint'],
  ...['introspection_endpoint', 'device_authorization_endpoint', 'pushed_authorization_request_endpoint'],
  'end_session_endpoint',
]

/** What RFC 8414 (§2, §3.3), RFC 6749 (§3.1, §3.2) and RFC 8252 (§7.3) forbid to believe, by the letters of it; how many slashes there are decides nothing in the URL Standard. */
function distrusted(json: Readonly<Record<string, unknown>>): string | undefined {
  if (json.issuer !== issuer) return 'another issuer'
  return endpoints.find(name => {
    const address = json[name]
    if (address === undefined || address === null) return false
    const isSafe = /^(https:\/\/+[^/]|http:\/\/+(localhost|127\.0\.0\.1|\[::1\])(:\d*)?([/?]|\s*$))/i.test(`${address}`)
    return typeof address !== 'string' || !isSafe || /#./.test(address)
  })
}

describe('server metadata', () => {
  it('keeps what we use, in our words, as plain JSON data', () => {
    const metadata = parseServerMetadata(
      {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        userinfo_endpoint: `${issuer}/me`,
        revocation_endpoint: `${issuer}/revoke`,
        introspection_endpoint: `${issuer}/introspect`,
        device_authorization_endpoint: `${issuer}/device`,
        pushed_authorization_request_endpoint: `${issuer}/par`,
        require_pushed_authorization_requests: true,
        end_session_endpoint: `${issuer}/logout`,
        token_endpoint_auth_methods_supported: ['client_secret_post'],
        authorization_response_iss_parameter_supported: true,
        mtls_endpoint_aliases: { token_endpoint: 'https://mtls.id.example/token' },
        scopes_supported: ['openid'],
      },
      issuer,
    )
    expect(metadata).toEqual({
      issuer,
      authorizationEndpoint: `${issuer}/authorize`,
      tokenEndpoint: `${issuer}/token`,
      jwksUri: `${issuer}/keys`,
      userinfoEndpoint: `${issuer}/me`,
      revocationEndpoint: `${issuer}/revoke`,
      introspectionEndpoint: `${issuer}/introspect`,
      deviceAuthorizationEndpoint: `${issuer}/device`,
      pushedAuthorizationRequestEndpoint: `${issuer}/par`,
      requirePushedAuthorizationRequests: true,
      endSessionEndpoint: `${issuer}/logout`,
      tokenEndpointAuthMethodsSupported: ['client_secret_post'],
      authorizationResponseIssParameterSupported: true,
      mtlsEndpointAliases: { tokenEndpoint: 'https://mtls.id.example/token' },
    })
    expect(JSON.parse(JSON.stringify(metadata))).toStrictEqual(metadata)
  })

  it('has no members for what the server does not say', () => {
    expect(parseServerMetadata({ issuer, token_endpoint: null }, issuer)).toStrictEqual({ issuer })
  })

  it('of another issuer is refused, also when only a slash differs', () => {
    expect(failure({ issuer: `${issuer}/` })).toEqual(['issuer_mismatch', {}])
  })

  it('with an endpoint over plain http is refused, except on this machine', () => {
    const told = { name: 'token_endpoint', origin: 'http://id.example' }
    expect(failure({ issuer, token_endpoint: 'http://id.example/token' })).toEqual(['insecure_url', told])
    const local = { issuer, token_endpoint: 'http://localhost:3000/token' }
    expect(parseServerMetadata(local, issuer).tokenEndpoint).toBe('http://localhost:3000/token')
  })

  it.each([
    ['no object', [], { reason: 'no JSON object' }],
    ['no issuer', {}, { member: 'issuer' }],
    ['an endpoint that is no address', { issuer, jwks_uri: 'keys' }, { member: 'jwks_uri' }],
    ['an endpoint without slashes', { issuer, jwks_uri: 'https:id.example/keys' }, { member: 'jwks_uri' }],
    ['an endpoint that is a list', { issuer, jwks_uri: [`${issuer}/keys`] }, { member: 'jwks_uri' }],
    ['an endpoint that is a number', { issuer, jwks_uri: 1 }, { member: 'jwks_uri' }],
    [
      'an endpoint with a fragment',
      { issuer, authorization_endpoint: `${issuer}/#a` },
      { member: 'authorization_endpoint' },
    ],
    [
      'methods that are no list',
      { issuer, token_endpoint_auth_methods_supported: 'none' },
      { member: 'token_endpoint_auth_methods_supported' },
    ],
    ['aliases that are no object', { issuer, mtls_endpoint_aliases: [] }, { member: 'mtls_endpoint_aliases' }],
    [
      'an alias that is no address',
      { issuer, mtls_endpoint_aliases: { token_endpoint: 'token' } },
      { member: 'token_endpoint' },
    ],
  ])('with %s is invalid', (_, json, facts) => {
    expect(failure(json)).toEqual(['discovery_invalid', facts])
  })

  it('is never believed where somebody who reads the RFCs letter by letter would not, and says what was written', () => {
    const parts = [
      fc.constantFrom('https', 'https', 'https', 'HTTPS', 'http', 'ftp', 'javascript', 'data', ''),
      fc.constantFrom('://', '://', '://', ':', '//', ''),
      fc.constantFrom('id.example', 'localhost', 'localhost:80', '127.0.0.1', '[::1]', 'localhost.evil.example', ''),
      fc.constantFrom('', '/', '/token', '?a=b', '/#', '/#a', '@evil.example', ' '),
    ]
    const address = fc.tuple(...parts).map(parts => parts.join(''))
    const value = fc.oneof({ weight: 8, arbitrary: address }, fc.jsonValue())
    const names = fc.dictionary(fc.constantFrom(...endpoints), value, { maxKeys: 2 })
    const issuers = fc.constantFrom(issuer, issuer, issuer, `${issuer}/`, 'https://ID.example', ['https://id.example'])
    let believed = 0
    fc.assert(
      fc.property(names, issuers, (members, named) => {
        const json = { issuer: named, ...members }
        const read = failure(json)
        if (read instanceof Error) throw read
        if (!read || Array.isArray(read)) return
        believed += 1
        expect([distrusted(json), read]).toEqual([undefined, expect.objectContaining({ issuer })])
        const told = Object.values(members).filter(address => address !== null)
        expect(Object.values(read).toSorted()).toEqual([issuer, ...told].toSorted())
      }),
      { numRuns: 400 },
    )
    expect(believed).toBeGreaterThan(20)
  })

  it('never fails with anything but an OAuthError', () => {
    const member = fc.constantFrom(
      'issuer',
      'token_endpoint',
      'jwks_uri',
      'token_endpoint_auth_methods_supported',
      'mtls_endpoint_aliases',
    )
    const document = fc.oneof(fc.jsonValue(), fc.dictionary(member, fc.oneof(fc.jsonValue(), fc.constant(issuer))))
    fc.assert(fc.property(document, json => !(failure(json) instanceof Error)))
  })
})
