import { okta } from '../../src/providers/okta.js'
import type { ProviderFixture } from '../provider-suite.js'

const provider = okta({ domain: 'example.okta.com', clientId: 'web' })
const tokens = { token_type: 'Bearer', expires_in: 3600, scope: 'offline_access openid' }

export const oktaFixture: ProviderFixture = {
  name: 'Okta',
  entry: 'okta',
  provider,
  sources: [
    {
      title: 'Refresh access tokens and rotate refresh tokens',
      address: 'https://developer.okta.com/docs/guides/refresh-tokens/main/',
      read: '2026-11-26',
    },
  ],
  grants: ['code', 'client credentials', 'password', 'implicit'],
  quirks: {},
  notes: ['The organization’s own authorization server is `okta({ …, authorizationServer: "org" })`.'],
  snippet: `import { createAuth } from '@tessera/browser'
import { okta } from '@tessera/core/providers/okta'
export const auth = createAuth({ ...okta({ domain: 'example.okta.com', clientId: 'web' }), scope: 'offline_access' })`,
  secret: 'none',
  scope: 'offline_access',
  discovery: {
    issuer: 'https://example.okta.com/oauth2/default',
    authorization_endpoint: 'https://example.okta.com/oauth2/default/v1/authorize',
    token_endpoint: 'https://example.okta.com/oauth2/default/v1/token',
    userinfo_endpoint: 'https://example.okta.com/oauth2/default/v1/userinfo',
    jwks_uri: 'https://example.okta.com/oauth2/default/v1/keys',
    revocation_endpoint: 'https://example.okta.com/oauth2/default/v1/revoke',
    introspection_endpoint: 'https://example.okta.com/oauth2/default/v1/introspect',
    end_session_endpoint: 'https://example.okta.com/oauth2/default/v1/logout',
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
  },
  idToken: { iss: provider.issuer, aud: 'web', sub: '00uada', ver: 1, amr: ['pwd'] },
  answers: {
    code: { ...tokens, access_token: 'an access token', refresh_token: 'a refresh token' },
    refresh: { ...tokens, access_token: 'another access token', refresh_token: 'another refresh token' },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'The refresh token is invalid or expired.' },
    },
    userinfo: { sub: '00uada', name: 'Ada', locale: 'en-US' },
  },
  outcome: {
    authorization: { scope: 'openid offline_access' },
    user: { sub: '00uada', ver: 1, amr: ['pwd'] },
    code: { accessToken: 'an access token', refreshToken: 'a refresh token', expiresIn: 3_600_000 },
    refresh: { accessToken: 'another access token', refreshToken: 'another refresh token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
    userinfo: { sub: '00uada', name: 'Ada' },
  },
}
