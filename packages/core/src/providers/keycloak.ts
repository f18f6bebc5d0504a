export type { Provider } from './provider.js'

import { secureUrl } from '../secure-url.js'
import type { Provider } from './provider.js'

/** A client of a Keycloak realm. */
export interface KeycloakRealm {
  /** Where Keycloak stands, with `/auth` at the end before version 17. */
  readonly url: string
  readonly realm: string
  readonly clientId: string
}

/** Nothing deviates. A session outlives the one at Keycloak with the scope `offline_access`. Throws `insecure_url` unless the address is https. */
export function keycloak({ url, realm, clientId }: KeycloakRealm): Provider {
  const { origin, pathname } = secureUrl(url, 'url')
  return { issuer: `${origin}${pathname.replace(/\/$/, '')}/realms/${encodeURIComponent(realm)}`, clientId }
}
