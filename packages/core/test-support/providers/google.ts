import { google } from '../../src/providers/google.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const tokens = {
  expires_in: 3599,
  scope: 'openid https://www.googleapis.com/auth/userinfo.profile',
  token_type: 'Bearer',
}

export const googleFixture: ProviderFixture = {
  name: 'Google',
  entry: 'google',
  provider: google({ clientId: 'web' }),
  sources: [
    {
      title: 'Google OpenID Connect API reference',
      address: 'https://developers.google.com/identity/openid-connect/reference',
      read,
    },
    {
      title: 'OAuth 2.0 for TV and limited-input device applications',
      address: 'https://developers.google.com/identity/protocols/oauth2/limited-input-device',
      read,
    },
    {
      title: 'Using OAuth 2.0 for web server applications',
      address: 'https://developers.google.com/accounts/docs/OAuth',
      read,
    },
  ],
  grants: ['code', 'implicit', 'device code'],
  quirks: {
    issuers: 'Id_tokens of old clients name `accounts.google.com` instead of `https://accounts.google.com`.',
    authorizationParameters: 'A refresh token comes only with `access_type=offline`.',
  },
  notes: [
    'A refresh token comes only at the first consent: `signIn({ prompt: "consent" })` asks for it again.',
    'A device has a client of the type “TVs and Limited Input devices”, few scopes, and its secret in the form: `clientSecretPost`.',
    'A client of the type “web application” needs its secret for a code. A page without a server has the implicit grant.',
  ],
  snippet: `import { createAuth } from '@tessera/capacitor'
import { google } from '@tessera/core/providers/google'
export const auth = createAuth({ ...google({ clientId: '1-a.apps.googleusercontent.com' }), redirectUri: 'com.googleusercontent.apps.1-a:/callback' })`,
  secret: 'header',
  scope: 'profile',
  discovery: {
    issuer: 'https://accounts.google.com',
    authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
    token_endpoint: 'https://oauth2.googleapis.com/token',
    userinfo_endpoint: 'https://openidconnect.googleapis.com/v1/userinfo',
    revocation_endpoint: 'https://oauth2.googleapis.com/revoke',
    device_authorization_endpoint: 'https://oauth2.googleapis.com/device/code',
    jwks_uri: 'https://www.googleapis.com/oauth2/v3/certs',
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  },
  idToken: {
    iss: 'https://accounts.google.com',
    aud: 'web',
    azp: 'web',
    sub: '10769150350006150715113082367',
    name: 'Ada',
  },
  answers: {
    code: { ...tokens, access_token: 'an access token', refresh_token: 'a refresh token' },
    refresh: { ...tokens, access_token: 'another access token' },
    refusal: {
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    },
    userinfo: { sub: '10769150350006150715113082367', name: 'Ada', picture: 'https://example.com/ada.png' },
    device: {
      code: {
        device_code: 'a device code',
        user_code: 'GQVQ-JKEC',
        expires_in: 1800,
        interval: 5,
        verification_url: 'https://www.google.com/device',
      },
      pending: { status: 428, body: { error: 'authorization_pending', error_description: 'Precondition Required' } },
    },
  },
  outcome: {
    authorization: { scope: 'openid profile', access_type: 'offline' },
    user: { sub: '10769150350006150715113082367', name: 'Ada' },
    code: { accessToken: 'an access token', refreshToken: 'a refresh token', expiresIn: 3_599_000 },
    device: { userCode: 'GQVQ-JKEC', verificationUri: 'https://www.google.com/device', expiresIn: 1_800_000 },
    refresh: { accessToken: 'another access token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
  },
}
