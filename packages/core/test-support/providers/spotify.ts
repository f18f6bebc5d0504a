import { spotify } from '../../src/providers/spotify.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const tokens = { token_type: 'Bearer', scope: 'user-read-email', expires_in: 3600 }

export const spotifyFixture: ProviderFixture = {
  name: 'Spotify',
  entry: 'spotify',
  provider: spotify({ clientId: 'web' }),
  sources: [
    {
      title: 'Introducing refresh token expiration',
      address: 'https://developer.spotify.com/blog/2026-06-18-refresh-token-expiration',
      read,
    },
    {
      title: 'Get current user’s profile (as copied by Apidog)',
      address: 'https://apidog.com/apidoc/docs-site/347255/api-3543073',
      read,
    },
    {
      title: 'rspotify (a refresh token got with PKCE is good once)',
      address: 'https://docs.rs/rspotify/0.11.5/rspotify/auth_code_pkce/struct.AuthCodePkceSpotify.html',
      read,
    },
  ],
  grants: ['code', 'client credentials'],
  quirks: {
    withoutIdToken: 'Its documentation describes plain OAuth 2.0.',
    readUserinfo: 'The user is named by `id` and `display_name`.',
  },
  notes: [
    'There is no revocation: a sign-out here leaves tokens to expire.',
    'A refresh token is good for six months from the sign-in (since July 2026), and not each answer has a new one.',
  ],
  snippet: `import { createAuth } from '@tessera/browser'
import { spotify } from '@tessera/core/providers/spotify'
export const auth = createAuth({ ...spotify({ clientId: 'web' }), resources: { api: 'https://api.spotify.com/v1' } })`,
  secret: 'none',
  scope: 'user-read-email',
  answers: {
    code: { ...tokens, access_token: 'an access token', refresh_token: 'a refresh token' },
    refresh: { ...tokens, access_token: 'another access token', refresh_token: 'another refresh token' },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'Refresh token revoked' } },
    userinfo: { id: 'ada', display_name: 'Ada', email: 'ada@example.com', images: [], type: 'user' },
  },
  outcome: {
    authorization: { scope: 'user-read-email', nonce: undefined },
    user: {
      sub: 'ada',
      name: 'Ada',
      email: 'ada@example.com',
      id: 'ada',
      display_name: 'Ada',
      images: [],
      type: 'user',
    },
    code: { accessToken: 'an access token', refreshToken: 'a refresh token', expiresIn: 3_600_000 },
    refresh: { accessToken: 'another access token', refreshToken: 'another refresh token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
  },
}
