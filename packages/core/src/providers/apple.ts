export type { KnownProvider } from './provider.js'

import type { KnownProvider } from './provider.js'

/**
 * Sign in with Apple. The client's secret is a signed statement, which `appleSecret` makes; there is no user info endpoint, and no
 * page may ask the token endpoint. Name and email come only by `form_post`, and only once, so ask for no more than `openid` here.
 */
export function apple({ clientId }: { readonly clientId: string }): KnownProvider {
  const issuer = 'https://appleid.apple.com'
  return {
    issuer,
    clientId,
    server: {
      issuer,
      authorizationEndpoint: `${issuer}/auth/authorize`,
      tokenEndpoint: `${issuer}/auth/token`,
      jwksUri: `${issuer}/auth/keys`,
      revocationEndpoint: `${issuer}/auth/revoke`,
      tokenEndpointAuthMethodsSupported: ['client_secret_post'],
    },
  }
}
