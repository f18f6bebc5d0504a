export type { KnownProvider } from './provider.js'

import type { KnownProvider } from './provider.js'
import { commaSeparatedScope } from './translations.js'

/**
 * Sign in with LinkedIn. The app needs its secret, in the form. A code verifier makes LinkedIn refuse the code, its id_tokens do not
 * repeat the nonce, and scopes have commas between them. Refresh tokens are for partners.
 */
export function linkedin({ clientId }: { readonly clientId: string }): KnownProvider {
  const issuer = 'https://www.linkedin.com/oauth'
  return {
    issuer,
    clientId,
    server: {
      issuer,
      authorizationEndpoint: `${issuer}/v2/authorization`,
      tokenEndpoint: `${issuer}/v2/accessToken`,
      jwksUri: `${issuer}/openid/jwks`,
      userinfoEndpoint: 'https://api.linkedin.com/v2/userinfo',
      tokenEndpointAuthMethodsSupported: ['client_secret_post'],
    },
    quirks: { withoutPkce: true, withoutNonce: true, readTokenAnswer: commaSeparatedScope },
  }
}
