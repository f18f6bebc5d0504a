import { slack, slackUser } from '../../src/providers/slack.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const docs = 'https://docs.slack.dev'
const rotation = {
  title: 'Using token rotation',
  address: `${docs}/authentication/using-token-rotation`,
  read,
}
const refusal = { status: 200, body: { ok: false, error: 'invalid_refresh_token' } }
const refused = { code: 'grant_refused', serverError: 'invalid_grant' } as const

export const slackFixture: ProviderFixture = {
  name: 'Slack, to sign in',
  entry: 'slack',
  provider: slack({ clientId: 'app' }),
  sources: [
    { title: 'openid.connect.token', address: `${docs}/reference/methods/openid.connect.token`, read },
    { title: 'Discovery document', address: 'https://slack.com/.well-known/openid-configuration', read },
    rotation,
  ],
  grants: ['code'],
  quirks: { readTokenAnswer: 'Refusals have the status 200 and words such as `invalid_code`.' },
  notes: ['Redirect URIs must be https.'],
  snippet: `import { clientSecret } from '@tessera/core/client-authentication'
import { slack } from '@tessera/core/providers/slack'
export const registration = { ...slack({ clientId: 'app' }), authentication: clientSecret(process.env.SLACK_SECRET ?? '') }`,
  secret: 'header',
  scope: 'profile',
  discovery: {
    issuer: 'https://slack.com',
    authorization_endpoint: 'https://slack.com/openid/connect/authorize',
    token_endpoint: 'https://slack.com/api/openid.connect.token',
    userinfo_endpoint: 'https://slack.com/api/openid.connect.userInfo',
    jwks_uri: 'https://slack.com/openid/connect/keys',
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  },
  idToken: { iss: 'https://slack.com', aud: 'app', sub: 'U0ADA', 'https://slack.com/team_id': 'T0TEAM' },
  answers: {
    code: {
      ok: true,
      access_token: 'an access token',
      token_type: 'Bearer',
      refresh_token: 'a refresh token',
      expires_in: 43200,
    },
    refresh: {
      ok: true,
      access_token: 'another access token',
      token_type: 'Bearer',
      refresh_token: 'another refresh token',
      expires_in: 43200,
    },
    refusal,
    userinfo: { ok: true, sub: 'U0ADA', name: 'Ada', 'https://slack.com/user_id': 'U0ADA' },
  },
  outcome: {
    authorization: { scope: 'openid profile' },
    user: { sub: 'U0ADA', 'https://slack.com/team_id': 'T0TEAM' },
    code: { accessToken: 'an access token', refreshToken: 'a refresh token', expiresIn: 43_200_000 },
    refresh: { accessToken: 'another access token', refreshToken: 'another refresh token' },
    refusal: refused,
    userinfo: { sub: 'U0ADA', name: 'Ada' },
  },
}

export const slackUserFixture: ProviderFixture = {
  name: 'Slack, to act for a user',
  entry: 'slack',
  provider: slackUser({ clientId: 'app' }),
  sources: [
    { title: 'Installing with OAuth', address: `${docs}/authentication/installing-with-oauth`, read },
    { title: 'oauth.v2.access', address: `${docs}/reference/methods/oauth.v2.access`, read },
    { title: 'auth.test', address: `${docs}/reference/methods/auth.test`, read },
    rotation,
  ],
  grants: ['code'],
  quirks: {
    withoutIdToken: 'There is no id_token.',
    writeParameters: 'The user’s scopes are called `user_scope` and have commas between them.',
    readTokenAnswer:
      'The user’s tokens come inside `authed_user`, their type is `user`, scopes have commas between them; refusals have the status 200 and words such as `invalid_code`.',
    readUserinfo: 'The user is named by `user_id` and `user`.',
  },
  notes: ['Tokens of a bot are never taken for the user’s.'],
  snippet: `import { clientSecret } from '@tessera/core/client-authentication'
import { slackUser } from '@tessera/core/providers/slack'
export const registration = { ...slackUser({ clientId: 'app' }), authentication: clientSecret(process.env.SLACK_SECRET ?? '') }`,
  secret: 'header',
  scope: 'chat:write users:read',
  answers: {
    code: {
      ok: true,
      access_token: 'a token of the bot',
      token_type: 'bot',
      scope: 'commands,incoming-webhook',
      bot_user_id: 'U0BOT',
      app_id: 'A0APP',
      expires_in: 43200,
      refresh_token: 'a refresh token of the bot',
      team: { name: 'Team', id: 'T0TEAM' },
      authed_user: {
        id: 'U0ADA',
        scope: 'chat:write,users:read',
        access_token: 'an access token',
        expires_in: 43200,
        refresh_token: 'a refresh token',
        token_type: 'user',
      },
    },
    refresh: {
      ok: true,
      access_token: 'another access token',
      expires_in: 43200,
      refresh_token: 'another refresh token',
      token_type: 'user',
      scope: 'chat:write,users:read',
      team: { name: 'Team', id: 'T0TEAM' },
    },
    refusal,
    userinfo: {
      ok: true,
      url: 'https://team.slack.com/',
      team: 'Team',
      user: 'ada',
      team_id: 'T0TEAM',
      user_id: 'U0ADA',
    },
  },
  outcome: {
    authorization: { scope: undefined, user_scope: 'chat:write,users:read' },
    user: {
      sub: 'U0ADA',
      name: 'ada',
      ok: true,
      url: 'https://team.slack.com/',
      team: 'Team',
      user: 'ada',
      team_id: 'T0TEAM',
      user_id: 'U0ADA',
    },
    code: { accessToken: 'an access token', refreshToken: 'a refresh token', scope: 'chat:write users:read' },
    refresh: { accessToken: 'another access token', refreshToken: 'another refresh token' },
    refusal: refused,
  },
}
