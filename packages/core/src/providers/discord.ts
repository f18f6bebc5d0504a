export type { KnownProvider } from './provider.js'

import type { KnownProvider } from './provider.js'
import { claimsFrom } from './translations.js'

/** An application at Discord. There is no id_token; with the scope `identify` its API tells who the user is. */
export function discord({ clientId }: { readonly clientId: string }): KnownProvider {
  const issuer = 'https://discord.com'
  const api = `${issuer}/api`
  return {
    issuer,
    clientId,
    server: {
      issuer,
      authorizationEndpoint: `${issuer}/oauth2/authorize`,
      tokenEndpoint: `${api}/oauth2/token`,
      userinfoEndpoint: `${api}/users/@me`,
      revocationEndpoint: `${api}/oauth2/token/revoke`,
      tokenEndpointAuthMethodsSupported: ['client_secret_post', 'client_secret_basic'],
    },
    quirks: {
      withoutIdToken: true,
      readUserinfo: claimsFrom({ sub: ['id'], name: ['global_name', 'username'] }),
    },
  }
}
