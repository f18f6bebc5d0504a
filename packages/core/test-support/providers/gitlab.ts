import { gitlab } from '../../src/providers/gitlab.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const provider = gitlab({ clientId: 'web' })
const tokens = { token_type: 'bearer', expires_in: 7200, created_at: 1607635748 }

export const gitlabFixture: ProviderFixture = {
  name: 'GitLab',
  entry: 'gitlab',
  provider,
  sources: [
    { title: 'OAuth 2.0 identity provider API', address: 'https://docs.gitlab.com/api/oauth2/', read },
    {
      title: 'GitLab as OpenID Connect identity provider',
      address: 'https://docs.gitlab.com/integration/openid_connect_provider/',
      read,
    },
  ],
  grants: ['code', 'password'],
  quirks: {},
  notes: ['A GitLab elsewhere is `gitlab({ …, url: "https://git.example.com" })`.'],
  snippet: `import { createAuth } from '@tessera/browser'
import { gitlab } from '@tessera/core/providers/gitlab'
export const auth = createAuth({ ...gitlab({ clientId: 'web' }), scope: 'read_user', resources: { api: 'https://gitlab.com/api' } })`,
  secret: 'none',
  scope: 'read_user',
  discovery: {
    issuer: 'https://gitlab.com',
    authorization_endpoint: 'https://gitlab.com/oauth/authorize',
    token_endpoint: 'https://gitlab.com/oauth/token',
    revocation_endpoint: 'https://gitlab.com/oauth/revoke',
    introspection_endpoint: 'https://gitlab.com/oauth/introspect',
    userinfo_endpoint: 'https://gitlab.com/oauth/userinfo',
    jwks_uri: 'https://gitlab.com/oauth/discovery/keys',
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  },
  idToken: { iss: provider.issuer, aud: 'web', sub: '7', sub_legacy: 'a digest', nickname: 'ada' },
  answers: {
    code: { ...tokens, access_token: 'an access token', refresh_token: 'a refresh token' },
    refresh: { ...tokens, access_token: 'another access token', refresh_token: 'another refresh token' },
    refusal: {
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description:
          'The provided authorization grant is invalid, expired, revoked, or was issued to another client.',
      },
    },
    userinfo: { sub: '7', name: 'Ada', nickname: 'ada' },
  },
  outcome: {
    authorization: { scope: 'openid read_user' },
    user: { sub: '7', sub_legacy: 'a digest', nickname: 'ada' },
    code: { accessToken: 'an access token', scope: 'read_user', expiresIn: 7_200_000 },
    refresh: { accessToken: 'another access token', refreshToken: 'another refresh token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
    userinfo: { sub: '7', name: 'Ada' },
  },
}
