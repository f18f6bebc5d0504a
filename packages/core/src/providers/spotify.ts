export type { KnownProvider } from './provider.js'

import type { KnownProvider } from './provider.js'
import { claimsFrom } from './translations.js'

/** An app at Spotify, with PKCE or with its secret. There is no id_token; its API tells who the user is. There is no revocation. */
export function spotify({ clientId }: { readonly clientId: string }): KnownProvider {
  const issuer = 'https://accounts.spotify.com'
  return {
    issuer,
    clientId,
    server: {
      issuer,
      authorizationEndpoint: `${issuer}/authorize`,
      tokenEndpoint: `${issuer}/api/token`,
      userinfoEndpoint: 'https://api.spotify.com/v1/me',
    },
    quirks: { withoutIdToken: true, readUserinfo: claimsFrom({ sub: ['id'], name: ['display_name'] }) },
  }
}
