export type { KnownProvider } from './provider.js'

import type { KnownProvider } from './provider.js'

/**
 * A refresh token comes only with `access_type=offline`, and only at the first consent: `signIn({ prompt: 'consent' })` asks for it
 * again. Id_tokens of old clients name the issuer without `https://`. A client of the type "web application" needs its secret for a code, also
 * with PKCE; a page without a server has the implicit grant, a phone its own type of client. So has a device, and its secret goes into the
 * form, with the client id beside it: `clientSecretPost`.
 */
export function google({ clientId }: { readonly clientId: string }): KnownProvider {
  const issuer = 'https://accounts.google.com'
  return {
    issuer,
    clientId,
    server: {
      issuer,
      authorizationEndpoint: `${issuer}/o/oauth2/v2/auth`,
      tokenEndpoint: 'https://oauth2.googleapis.com/token',
      jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
      userinfoEndpoint: 'https://openidconnect.googleapis.com/v1/userinfo',
      revocationEndpoint: 'https://oauth2.googleapis.com/revoke',
      deviceAuthorizationEndpoint: 'https://oauth2.googleapis.com/device/code',
      tokenEndpointAuthMethodsSupported: ['client_secret_post', 'client_secret_basic'],
    },
    quirks: { issuers: ['accounts.google.com'], authorizationParameters: { access_type: 'offline' } },
  }
}
