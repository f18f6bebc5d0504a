export type { KnownProvider } from './provider.js'

import type { KnownProvider } from './provider.js'
import { claimsFrom, commaSeparatedScope, errorsAs, inTurn } from './translations.js'

/**
 * An OAuth app or a GitHub App, which needs its secret. GitHub gives no id_token; its API tells who the user is, by a number. Refusals have the
 * status 200 and words of their own. Every answer to a sign-in names the issuer (since April 2026). Tokens are not revoked as in RFC 7009. A
 * device needs no secret, and an app whose settings allow it.
 */
export function github({ clientId }: { readonly clientId: string }): KnownProvider {
  const issuer = 'https://github.com/login/oauth'
  return {
    issuer,
    clientId,
    server: {
      issuer,
      authorizationEndpoint: `${issuer}/authorize`,
      tokenEndpoint: `${issuer}/access_token`,
      userinfoEndpoint: 'https://api.github.com/user',
      deviceAuthorizationEndpoint: 'https://github.com/login/device/code',
      tokenEndpointAuthMethodsSupported: ['client_secret_post'],
    },
    quirks: {
      withoutIdToken: true,
      numericSubject: true,
      readTokenAnswer: inTurn(
        commaSeparatedScope,
        errorsAs({
          bad_verification_code: 'invalid_grant',
          bad_refresh_token: 'invalid_grant',
          incorrect_client_credentials: 'invalid_client',
        }),
      ),
      readUserinfo: claimsFrom({ sub: ['id'], name: ['name', 'login'], picture: ['avatar_url'] }),
    },
  }
}
