import { linkedin } from '../../src/providers/linkedin.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const docs = 'https://learn.microsoft.com/en-us/linkedin'
const provider = linkedin({ clientId: 'app' })

export const linkedinFixture: ProviderFixture = {
  name: 'LinkedIn',
  entry: 'linkedin',
  provider,
  sources: [
    {
      title: 'Sign In with LinkedIn using OpenID Connect',
      address: `${docs}/consumer/integrations/self-serve/sign-in-with-linkedin-v2`,
      read,
    },
    {
      title: 'Token introspection (scopes with commas)',
      address: `${docs}/shared/authentication/token-introspection`,
      read,
    },
    {
      title: 'next-auth 8831 (a code verifier is refused)',
      address: 'https://github.com/nextauthjs/next-auth/issues/8831',
      read,
    },
    {
      title: 'linkedin-api-js-client 34 (no nonce)',
      address: 'https://github.com/linkedin-developers/linkedin-api-js-client/issues/34',
      read,
    },
  ],
  grants: ['code', 'client credentials'],
  quirks: {
    withoutPkce: 'A code verifier makes it refuse the code, unless the app was enabled for PKCE.',
    withoutNonce: 'Id_tokens do not repeat the nonce. One that is there must still be right.',
    readTokenAnswer: 'Scopes have commas between them.',
  },
  notes: ['Refresh tokens are for partners.'],
  snippet: `import { clientSecret } from '@tessera/core/client-authentication'
import { linkedin } from '@tessera/core/providers/linkedin'
export const registration = { ...linkedin({ clientId: 'app' }), authentication: clientSecret(process.env.LINKEDIN_SECRET ?? '') }`,
  secret: 'form',
  scope: 'profile email',
  discovery: {
    issuer: 'https://www.linkedin.com/oauth',
    authorization_endpoint: 'https://www.linkedin.com/oauth/v2/authorization',
    token_endpoint: 'https://www.linkedin.com/oauth/v2/accessToken',
    userinfo_endpoint: 'https://api.linkedin.com/v2/userinfo',
    jwks_uri: 'https://www.linkedin.com/oauth/openid/jwks',
  },
  idToken: { iss: provider.issuer, aud: 'app', sub: 'a-member', name: 'Ada', email_verified: true },
  answers: {
    code: {
      access_token: 'an access token',
      expires_in: 5184000,
      refresh_token: 'a refresh token',
      refresh_token_expires_in: 31536000,
      scope: 'email,openid,profile',
      token_type: 'Bearer',
    },
    refresh: {
      access_token: 'another access token',
      expires_in: 5184000,
      refresh_token: 'a refresh token',
      refresh_token_expires_in: 30000000,
    },
    refusal: {
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description: 'The provided authorization grant or refresh token is invalid.',
      },
    },
    userinfo: { sub: 'a-member', name: 'Ada', locale: { country: 'US', language: 'en' } },
  },
  outcome: {
    authorization: { scope: 'openid profile email', code_challenge: undefined, code_challenge_method: undefined },
    user: { sub: 'a-member', name: 'Ada', email_verified: true },
    code: { scope: 'email openid profile', expiresIn: 5_184_000_000, refreshExpiresIn: 31_536_000_000 },
    refresh: { accessToken: 'another access token', refreshToken: 'a refresh token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
    userinfo: { sub: 'a-member', name: 'Ada' },
  },
}
