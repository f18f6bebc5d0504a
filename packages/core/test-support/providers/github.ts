import { github } from '../../src/providers/github.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const docs = 'https://docs.github.com/en/apps'
const tokens = {
  expires_in: 28800,
  refresh_token_expires_in: 15811200,
  scope: 'repo,gist',
  token_type: 'bearer',
}

export const githubFixture: ProviderFixture = {
  name: 'GitHub',
  entry: 'github',
  provider: github({ clientId: 'app' }),
  sources: [
    {
      title: 'Authorizing OAuth apps',
      address: `${docs}/oauth-apps/building-oauth-apps/authorizing-oauth-apps`,
      read,
    },
    {
      title: 'Refreshing user access tokens',
      address: `${docs}/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens`,
      read,
    },
    {
      title: 'Troubleshooting OAuth app access token request errors',
      address: `${docs}/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors`,
      read,
    },
    {
      title: 'GitHub authentication discovery endpoints',
      address: `${docs}/github-authentication-discovery-endpoints`,
      read,
    },
  ],
  grants: ['code', 'device code'],
  quirks: {
    withoutIdToken: 'There is no OpenID Connect.',
    numericSubject: 'The user’s id is a number.',
    readTokenAnswer:
      'Scopes have commas between them; refusals have the status 200 and words such as `bad_refresh_token`.',
    readUserinfo: 'The user is named by `id`, `login` and `avatar_url`.',
  },
  notes: [
    'Since April 2026 each answer to a sign-in names the issuer `https://github.com/login/oauth`.',
    'Tokens are not revoked as in RFC 7009: a sign-out here leaves them to expire.',
    'Its API asks for a `User-Agent`; browsers and Node’s `fetch` send one.',
    'A device needs no secret (`authentication: none`); the app’s settings have to allow the device flow.',
    'A refresh token comes for a GitHub App whose tokens expire.',
  ],
  snippet: `import { clientSecret } from '@tessera/core/client-authentication'
import { github } from '@tessera/core/providers/github'
export const registration = { ...github({ clientId: 'app' }), authentication: clientSecret(process.env.GITHUB_SECRET ?? '') }`,
  secret: 'form',
  scope: 'repo gist',
  answers: {
    code: { ...tokens, access_token: 'an access token', refresh_token: 'a refresh token' },
    refresh: { ...tokens, access_token: 'another access token', refresh_token: 'another refresh token', scope: '' },
    refusal: {
      status: 200,
      body: {
        error: 'bad_refresh_token',
        error_description: 'The refresh token passed is incorrect or expired.',
        error_uri: '/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/',
      },
    },
    device: {
      code: {
        device_code: 'a device code',
        user_code: 'WDJB-MJHT',
        verification_uri: 'https://github.com/login/device',
        expires_in: 900,
        interval: 5,
      },
      pending: {
        status: 200,
        body: {
          error: 'authorization_pending',
          error_description: 'The authorization request is still pending.',
          error_uri: 'https://docs.github.com/developers/apps/authorizing-oauth-apps#error-codes-for-the-device-flow',
        },
      },
    },
    userinfo: { id: 1, login: 'ada', name: null, email: null, avatar_url: 'https://example.com/ada.png' },
  },
  outcome: {
    authorization: { scope: 'repo gist' },
    user: {
      sub: '1',
      name: 'ada',
      picture: 'https://example.com/ada.png',
      id: 1,
      login: 'ada',
      avatar_url: 'https://example.com/ada.png',
    },
    code: { scope: 'repo gist', expiresIn: 28_800_000, refreshExpiresIn: 15_811_200_000 },
    device: { userCode: 'WDJB-MJHT', verificationUri: 'https://github.com/login/device', expiresIn: 900_000 },
    refresh: { accessToken: 'another access token', refreshToken: 'another refresh token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
  },
}
