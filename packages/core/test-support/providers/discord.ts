import { discord } from '../../src/providers/discord.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const tokens = { token_type: 'Bearer', expires_in: 604800, scope: 'identify' }

export const discordFixture: ProviderFixture = {
  name: 'Discord',
  entry: 'discord',
  provider: discord({ clientId: 'app' }),
  sources: [
    { title: 'OAuth2', address: 'https://discord.com/developers/docs/topics/oauth2', read },
    { title: 'User resource', address: 'https://discord.com/developers/docs/resources/user', read },
  ],
  grants: ['code', 'client credentials', 'implicit'],
  quirks: {
    withoutIdToken: 'Its documentation describes plain OAuth 2.0.',
    readUserinfo: 'The user is named by `id`, `global_name` and `username`.',
  },
  notes: ['The scope `identify` lets its API say who the user is.'],
  snippet: `import { clientSecret } from '@tessera/core/client-authentication'
import { discord } from '@tessera/core/providers/discord'
export const registration = { ...discord({ clientId: 'app' }), authentication: clientSecret(process.env.DISCORD_SECRET ?? '') }`,
  secret: 'header',
  scope: 'identify',
  answers: {
    code: { ...tokens, access_token: 'an access token', refresh_token: 'a refresh token' },
    refresh: { ...tokens, access_token: 'another access token', refresh_token: 'another refresh token' },
    refusal: { status: 400, body: { error: 'invalid_grant' } },
    userinfo: { id: '80351110224678912', username: 'ada', discriminator: '0', global_name: null },
  },
  outcome: {
    authorization: { scope: 'identify' },
    user: {
      sub: '80351110224678912',
      name: 'ada',
      id: '80351110224678912',
      username: 'ada',
      discriminator: '0',
      global_name: null,
    },
    code: { accessToken: 'an access token', refreshToken: 'a refresh token', expiresIn: 604_800_000 },
    refresh: { accessToken: 'another access token', refreshToken: 'another refresh token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
  },
}
