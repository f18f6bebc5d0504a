import { keycloak } from '../../src/providers/keycloak.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const provider = keycloak({ url: 'https://id.example.com/', realm: 'shop', clientId: 'web' })
const endpoints = 'https://id.example.com/realms/shop/protocol/openid-connect'
const tokens = {
  expires_in: 300,
  refresh_expires_in: 1800,
  token_type: 'Bearer',
  'not-before-policy': 0,
  session_state: 'a session',
  scope: 'openid profile',
}

export const keycloakFixture: ProviderFixture = {
  name: 'Keycloak',
  entry: 'keycloak',
  provider,
  sources: [
    {
      title: 'Securing applications and services with OpenID Connect',
      address: 'https://www.keycloak.org/securing-apps/oidc-layers',
      read,
    },
    {
      title: 'Keycloak invalid_grant error (Skycloak)',
      address: 'https://skycloak.io/blog/keycloak-invalid-grant-error-troubleshooting/',
      read,
    },
  ],
  grants: ['code', 'client credentials', 'password', 'implicit'],
  quirks: {},
  notes: [
    'Before version 17 the address ends with `/auth`.',
    'It says how long a refresh token is good, in `refresh_expires_in`.',
  ],
  snippet: `import { createAuth } from '@tessera/browser'
import { keycloak } from '@tessera/core/providers/keycloak'
export const auth = createAuth({ ...keycloak({ url: 'https://id.example.com', realm: 'shop', clientId: 'web' }) })`,
  secret: 'none',
  scope: 'profile',
  discovery: {
    issuer: 'https://id.example.com/realms/shop',
    authorization_endpoint: `${endpoints}/auth`,
    token_endpoint: `${endpoints}/token`,
    introspection_endpoint: `${endpoints}/token/introspect`,
    userinfo_endpoint: `${endpoints}/userinfo`,
    end_session_endpoint: `${endpoints}/logout`,
    jwks_uri: `${endpoints}/certs`,
    revocation_endpoint: `${endpoints}/revoke`,
    token_endpoint_auth_methods_supported: ['private_key_jwt', 'client_secret_basic', 'client_secret_post'],
  },
  idToken: { iss: provider.issuer, aud: 'web', azp: 'web', sub: 'f1d5', typ: 'ID', preferred_username: 'ada' },
  answers: {
    code: { ...tokens, access_token: 'an access token', refresh_token: 'a refresh token' },
    refresh: { ...tokens, access_token: 'another access token', refresh_token: 'another refresh token' },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'Token is not active' } },
    userinfo: { sub: 'f1d5', email_verified: true, preferred_username: 'ada' },
  },
  outcome: {
    authorization: { scope: 'openid profile' },
    user: { sub: 'f1d5', typ: 'ID', preferred_username: 'ada' },
    code: { accessToken: 'an access token', expiresIn: 300_000, refreshExpiresIn: 1_800_000 },
    refresh: { accessToken: 'another access token', refreshToken: 'another refresh token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
    userinfo: { sub: 'f1d5', preferred_username: 'ada' },
  },
}
