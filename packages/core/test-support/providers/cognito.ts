import { cognito } from '../../src/providers/cognito.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const docs = 'https://docs.aws.amazon.com/cognito/latest/developerguide'
const provider = cognito({ userPoolId: 'eu-central-1_AbCdEfGhI', clientId: 'web' })
const domain = 'https://example.auth.eu-central-1.amazoncognito.com'

export const cognitoFixture: ProviderFixture = {
  name: 'Amazon Cognito',
  entry: 'cognito',
  provider,
  sources: [
    { title: 'The token issuer endpoint', address: `${docs}/token-endpoint.html`, read },
    { title: 'The managed login sign-out endpoint: /logout', address: `${docs}/logout-endpoint.html`, read },
    { title: 'Refresh tokens', address: `${docs}/amazon-cognito-user-pools-using-the-refresh-token.html`, read },
  ],
  grants: ['code', 'client credentials', 'implicit'],
  quirks: { writeParameters: 'Where a sign-out leads back to is called `logout_uri`.' },
  notes: ['The refresh token stays the same unless the client has rotation switched on.'],
  snippet: `import { createAuth } from '@tessera/browser'
import { cognito } from '@tessera/core/providers/cognito'
export const auth = createAuth({ ...cognito({ userPoolId: 'eu-central-1_AbCdEfGhI', clientId: 'web' }), scope: 'email' })`,
  secret: 'none',
  scope: 'email',
  discovery: {
    issuer: provider.issuer,
    authorization_endpoint: `${domain}/oauth2/authorize`,
    token_endpoint: `${domain}/oauth2/token`,
    userinfo_endpoint: `${domain}/oauth2/userInfo`,
    revocation_endpoint: `${domain}/oauth2/revoke`,
    end_session_endpoint: `${domain}/logout`,
    jwks_uri: `${provider.issuer}/.well-known/jwks.json`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  },
  idToken: { iss: provider.issuer, aud: 'web', sub: 'a-uuid', token_use: 'id', 'cognito:username': 'ada' },
  answers: {
    code: { access_token: 'an access token', refresh_token: 'a refresh token', token_type: 'Bearer', expires_in: 3600 },
    refresh: { access_token: 'another access token', token_type: 'Bearer', expires_in: 3600 },
    refusal: { status: 400, body: { error: 'invalid_grant' } },
    userinfo: { sub: 'a-uuid', email_verified: 'true', username: 'ada' },
  },
  outcome: {
    authorization: { scope: 'openid email' },
    user: { sub: 'a-uuid', token_use: 'id', 'cognito:username': 'ada' },
    code: { accessToken: 'an access token', refreshToken: 'a refresh token', expiresIn: 3_600_000 },
    refresh: { accessToken: 'another access token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
    userinfo: { sub: 'a-uuid', username: 'ada' },
  },
}
