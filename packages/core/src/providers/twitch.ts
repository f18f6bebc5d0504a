export type { KnownProvider } from './provider.js'

import type { KnownProvider } from './provider.js'
import { errorsAs } from './translations.js'

/**
 * An application at Twitch. A code needs the secret, in the form. Scopes come as lists; errors are told in a `message`, with the status's
 * name where the word should be; an answer to a refresh does not say how long the token is good.
 */
export function twitch({ clientId }: { readonly clientId: string }): KnownProvider {
  const issuer = 'https://id.twitch.tv/oauth2'
  return {
    issuer,
    clientId,
    server: {
      issuer,
      authorizationEndpoint: `${issuer}/authorize`,
      tokenEndpoint: `${issuer}/token`,
      jwksUri: `${issuer}/keys`,
      userinfoEndpoint: `${issuer}/userinfo`,
      revocationEndpoint: `${issuer}/revoke`,
      tokenEndpointAuthMethodsSupported: ['client_secret_post'],
    },
    quirks: {
      readTokenAnswer: errorsAs(
        {
          'Invalid refresh token': 'invalid_grant',
          'Invalid authorization code': 'invalid_grant',
          'invalid client': 'invalid_client',
          'invalid client secret': 'invalid_client',
        },
        'message',
      ),
    },
  }
}
