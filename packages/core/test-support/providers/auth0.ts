import { auth0 } from '../../src/providers/auth0.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const provider = auth0({ domain: 'example.eu.auth0.com', clientId: 'web' })

export const auth0Fixture: ProviderFixture = {
  name: 'Auth0',
  entry: 'auth0',
  provider,
  sources: [
    {
      title: 'OIDC-conformant adoption: authorization code flow',
      address: 'https://auth0.com/docs/authenticate/login/oidc-conformant-authentication/oidc-adoption-auth-code-flow',
      read,
    },
    {
      title: '403: Unknown or invalid refresh token',
      address:
        'https://support.auth0.com/center/s/article/troubleshoot-refresh-token-unknown-or-invalid-before-expiry-403-unknown-or-invalid-refresh-token',
      read,
    },
  ],
  grants: ['code', 'client credentials', 'password', 'implicit'],
  quirks: { writeParameters: 'The resource indicator (RFC 8707) is called `audience`.' },
  notes: ['The issuer ends with a slash.', 'A dead refresh token is answered with 403.'],
  snippet: `import { createAuth } from '@tessera/browser'
import { auth0 } from '@tessera/core/providers/auth0'
export const auth = createAuth({ ...auth0({ domain: 'example.eu.auth0.com', clientId: 'web' }), scope: 'offline_access' })`,
  secret: 'none',
  scope: 'profile offline_access',
  discovery: {
    issuer: 'https://example.eu.auth0.com/',
    authorization_endpoint: 'https://example.eu.auth0.com/authorize',
    token_endpoint: 'https://example.eu.auth0.com/oauth/token',
    userinfo_endpoint: 'https://example.eu.auth0.com/userinfo',
    jwks_uri: 'https://example.eu.auth0.com/.well-known/jwks.json',
    revocation_endpoint: 'https://example.eu.auth0.com/oauth/revoke',
    end_session_endpoint: 'https://example.eu.auth0.com/oidc/logout',
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
  },
  idToken: { iss: provider.issuer, aud: 'web', sub: 'auth0|ada', name: 'Ada' },
  answers: {
    code: {
      access_token: 'an access token',
      refresh_token: 'a refresh token',
      scope: 'openid profile offline_access',
      expires_in: 86400,
      token_type: 'Bearer',
    },
    refresh: {
      access_token: 'another access token',
      refresh_token: 'another refresh token',
      scope: 'openid profile offline_access',
      expires_in: 86400,
      token_type: 'Bearer',
    },
    refusal: { status: 403, body: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' } },
    userinfo: { sub: 'auth0|ada', name: 'Ada', nickname: 'ada' },
  },
  outcome: {
    authorization: { scope: 'openid profile offline_access' },
    user: { sub: 'auth0|ada', name: 'Ada' },
    code: { accessToken: 'an access token', refreshToken: 'a refresh token', expiresIn: 86_400_000 },
    refresh: { accessToken: 'another access token', refreshToken: 'another refresh token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
  },
}
