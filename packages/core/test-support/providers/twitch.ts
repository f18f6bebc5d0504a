import { twitch } from '../../src/providers/twitch.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const docs = 'https://dev.twitch.tv/docs/authentication'
const provider = twitch({ clientId: 'app' })
const tokens = { scope: ['openid', 'chat:read'], token_type: 'bearer' }

export const twitchFixture: ProviderFixture = {
  name: 'Twitch',
  entry: 'twitch',
  provider,
  sources: [
    { title: 'Using OIDC to get OAuth access tokens', address: `${docs}/getting-tokens-oidc/`, read },
    { title: 'Refreshing access tokens', address: `${docs}/refresh-tokens/`, read },
  ],
  grants: ['code', 'client credentials', 'implicit'],
  quirks: {
    readTokenAnswer: 'Errors are told in `message`, such as `Invalid refresh token`; `error` repeats the status.',
  },
  notes: [
    'Scopes come as a list, and an answer to a refresh does not say how long the token is good.',
    'Its API wants the header `Client-Id` beside the token.',
  ],
  snippet: `import { clientCredentials } from '@tessera/node'
import { twitch } from '@tessera/core/providers/twitch'
export const app = clientCredentials({ ...twitch({ clientId: 'app' }), clientSecret: process.env.TWITCH_SECRET ?? '', resources: { helix: 'https://api.twitch.tv/helix' } })`,
  secret: 'form',
  scope: 'chat:read',
  discovery: {
    issuer: 'https://id.twitch.tv/oauth2',
    authorization_endpoint: 'https://id.twitch.tv/oauth2/authorize',
    token_endpoint: 'https://id.twitch.tv/oauth2/token',
    userinfo_endpoint: 'https://id.twitch.tv/oauth2/userinfo',
    jwks_uri: 'https://id.twitch.tv/oauth2/keys',
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  },
  idToken: { iss: provider.issuer, aud: 'app', azp: 'app', sub: '713936733', preferred_username: 'ada' },
  answers: {
    code: { ...tokens, access_token: 'an access token', expires_in: 14124, refresh_token: 'a refresh token' },
    refresh: { ...tokens, access_token: 'another access token', refresh_token: 'another refresh token' },
    refusal: { status: 400, body: { error: 'Bad Request', status: 400, message: 'Invalid refresh token' } },
    userinfo: { aud: 'app', exp: 1764115200, iat: 1764111600, iss: provider.issuer, sub: '713936733' },
  },
  outcome: {
    authorization: { scope: 'openid chat:read' },
    user: { sub: '713936733', preferred_username: 'ada' },
    code: { scope: 'openid chat:read', expiresIn: 14_124_000 },
    refresh: { accessToken: 'another access token', refreshToken: 'another refresh token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
    userinfo: { sub: '713936733' },
  },
}
