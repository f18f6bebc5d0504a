import { apple } from '../../src/providers/apple.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const docs = 'https://developer.apple.com/documentation/signinwithapplerestapi'
const tokens = { token_type: 'Bearer', expires_in: 3600 }

export const appleFixture: ProviderFixture = {
  name: 'Apple',
  entry: 'apple',
  provider: apple({ clientId: 'com.example.web' }),
  sources: [
    { title: 'Token validation', address: `${docs}/generate-and-validate-tokens`, read },
    { title: 'ErrorResponse', address: `${docs}/errorresponse`, read },
    {
      title: 'Token refresh (developer forum: an answer to a refresh)',
      address: 'https://developer.apple.com/forums/thread/123909',
      read,
    },
  ],
  grants: ['code'],
  quirks: {},
  notes: [
    'The secret is a statement of yours, signed with ES256: `appleSecret({ teamId, keyId, privateKey })` of `./providers/apple-secret` makes it.',
    'Name and email come once, and only by `form_post`; `email_verified` may be the text `"true"`.',
    'No page may ask its token endpoint: it answers servers and apps.',
  ],
  snippet: `import { apple } from '@tessera/core/providers/apple'
import { appleSecret } from '@tessera/core/providers/apple-secret'
export const registration = { ...apple({ clientId: 'com.example.web' }), authentication: appleSecret({ teamId: 'T', keyId: 'K', privateKey: '' }) }`,
  secret: 'form',
  scope: '',
  discovery: {
    issuer: 'https://appleid.apple.com',
    authorization_endpoint: 'https://appleid.apple.com/auth/authorize',
    token_endpoint: 'https://appleid.apple.com/auth/token',
    revocation_endpoint: 'https://appleid.apple.com/auth/revoke',
    jwks_uri: 'https://appleid.apple.com/auth/keys',
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  },
  idToken: { iss: 'https://appleid.apple.com', aud: 'com.example.web', sub: '000123.ada.0001', email_verified: 'true' },
  answers: {
    code: { ...tokens, access_token: 'an access token', refresh_token: 'a refresh token' },
    refresh: { ...tokens, access_token: 'another access token' },
    refusal: { status: 400, body: { error: 'invalid_grant' } },
  },
  outcome: {
    authorization: { scope: 'openid' },
    user: { sub: '000123.ada.0001', email_verified: 'true' },
    code: { accessToken: 'an access token', refreshToken: 'a refresh token', expiresIn: 3_600_000 },
    refresh: { accessToken: 'another access token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
  },
}
