export type { KnownProvider } from './provider.js'

import { isObject, type JsonObject } from '../messages/json.js'
import type { KnownProvider } from './provider.js'
import { claimsFrom, commaSeparatedScope, errorsAs, inTurn, renamed } from './translations.js'

const issuer = 'https://slack.com'
const spellScopes = renamed({ scope: 'user_scope' })

/** Refusals have the status 200. */
const readErrors = errorsAs({
  invalid_code: 'invalid_grant',
  code_already_used: 'invalid_grant',
  invalid_refresh_token: 'invalid_grant',
  token_revoked: 'invalid_grant',
  bad_client_secret: 'invalid_client',
  invalid_client_id: 'invalid_client',
  ratelimited: 'slow_down',
  internal_error: 'server_error',
  fatal_error: 'server_error',
  service_unavailable: 'temporarily_unavailable',
})

/** Sign in with Slack, which is OpenID Connect. The app needs its secret; refusals have the status 200 and words of their own. */
export function slack({ clientId }: { readonly clientId: string }): KnownProvider {
  return {
    issuer,
    clientId,
    server: {
      issuer,
      authorizationEndpoint: `${issuer}/openid/connect/authorize`,
      tokenEndpoint: `${issuer}/api/openid.connect.token`,
      jwksUri: `${issuer}/openid/connect/keys`,
      userinfoEndpoint: `${issuer}/api/openid.connect.userInfo`,
      tokenEndpointAuthMethodsSupported: ['client_secret_post', 'client_secret_basic'],
    },
    quirks: { readTokenAnswer: readErrors },
  }
}

/**
 * A Slack app that acts for its user. The user's scopes are called `user_scope` and have commas between them; the user's tokens come inside
 * `authed_user`, beside those of a bot, and their type is `user`; there is no id_token, and `auth.test` tells who the user is.
 */
export function slackUser({ clientId }: { readonly clientId: string }): KnownProvider {
  return {
    issuer,
    clientId,
    server: {
      issuer,
      authorizationEndpoint: `${issuer}/oauth/v2/authorize`,
      tokenEndpoint: `${issuer}/api/oauth.v2.access`,
      userinfoEndpoint: `${issuer}/api/auth.test`,
      tokenEndpointAuthMethodsSupported: ['client_secret_post', 'client_secret_basic'],
    },
    quirks: {
      withoutIdToken: true,
      writeParameters: parameters => {
        spellScopes(parameters)
        const scopes = parameters.get('user_scope')
        if (scopes !== null) parameters.set('user_scope', scopes.replaceAll(' ', ','))
      },
      readTokenAnswer: inTurn(tokensOfUser, commaSeparatedScope, readErrors),
      readUserinfo: claimsFrom({ sub: ['user_id'], name: ['user'] }),
    },
  }
}

/** An answer to a refresh has the user's tokens at its top, where a first answer may have those of a bot: they are nobody's here. */
function tokensOfUser(answer: JsonObject): JsonObject {
  const { authed_user, token_type } = answer
  const top = token_type === 'bot' ? {} : answer
  const own: JsonObject = isObject(authed_user) && authed_user.access_token !== undefined ? authed_user : top
  const { access_token, refresh_token, expires_in, scope } = own
  return { ...answer, access_token, refresh_token, expires_in, scope, token_type: 'Bearer' }
}
