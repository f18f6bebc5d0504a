import { salesforce } from '../../src/providers/salesforce.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const provider = salesforce({ domain: 'example.my.salesforce.com', clientId: 'web' })
const tokens = {
  signature: 'a signature',
  scope: 'refresh_token openid api',
  instance_url: 'https://example.my.salesforce.com',
  id: 'https://login.salesforce.com/id/00D/005',
  token_type: 'Bearer',
  issued_at: '1764115200000',
}

export const salesforceFixture: ProviderFixture = {
  name: 'Salesforce',
  entry: 'salesforce',
  provider,
  sources: [
    {
      title: 'Understanding the OAuth refresh token process',
      address:
        'https://developer.salesforce.com/docs/atlas.en-us.214.0.api_placeorder.meta/api_placeorder/intro_understanding_refresh_token_oauth.htm',
      read,
    },
    {
      title: 'jsforce, TokenResponse',
      address: 'https://jsforce.github.io/jsforce/types/oauth2.TokenResponse.html',
      read,
    },
  ],
  grants: ['code', 'client credentials', 'password', 'implicit'],
  quirks: {},
  notes: [
    'Answers do not say how long a token is good: it is used until a resource rejects it.',
    'Client credentials need the organization’s My Domain.',
    'Sandboxes are at `test.salesforce.com` or their own My Domain.',
  ],
  snippet: `import { clientCredentials } from '@tessera/node'
import { salesforce } from '@tessera/core/providers/salesforce'
export const crm = clientCredentials({ ...salesforce({ domain: 'a.my.salesforce.com', clientId: 'app' }), clientSecret: process.env.SALESFORCE_SECRET ?? '', resources: { api: 'https://a.my.salesforce.com/services' } })`,
  secret: 'none',
  scope: 'refresh_token api',
  discovery: {
    issuer: provider.issuer,
    authorization_endpoint: `${provider.issuer}/services/oauth2/authorize`,
    token_endpoint: `${provider.issuer}/services/oauth2/token`,
    revocation_endpoint: `${provider.issuer}/services/oauth2/revoke`,
    introspection_endpoint: `${provider.issuer}/services/oauth2/introspect`,
    userinfo_endpoint: `${provider.issuer}/services/oauth2/userinfo`,
    jwks_uri: `${provider.issuer}/id/keys`,
    end_session_endpoint: `${provider.issuer}/services/auth/idp/oidc/logout`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
  },
  idToken: { iss: provider.issuer, aud: 'web', sub: 'https://login.salesforce.com/id/00D/005' },
  answers: {
    code: { ...tokens, access_token: 'an access token', refresh_token: 'a refresh token' },
    refresh: { ...tokens, access_token: 'another access token' },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'expired access/refresh token' } },
    userinfo: { sub: 'https://login.salesforce.com/id/00D/005', name: 'Ada', user_id: '005' },
  },
  outcome: {
    authorization: { scope: 'openid refresh_token api' },
    user: { sub: 'https://login.salesforce.com/id/00D/005' },
    code: { accessToken: 'an access token', refreshToken: 'a refresh token', scope: 'refresh_token openid api' },
    refresh: { accessToken: 'another access token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
    userinfo: { sub: 'https://login.salesforce.com/id/00D/005', name: 'Ada' },
  },
}
