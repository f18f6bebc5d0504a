export type { Provider } from './provider.js'

import { OAuthError } from '../errors.js'
import { secureUrl } from '../secure-url.js'
import type { Provider } from './provider.js'

/** A client of a Keycloak realm. */
export interface KeycloakRealm {
  /** Where Keycloak stands, with `/auth` at the end before version 17. */
  readonly url: string
  readonly realm: string
  readonly clientId: string
}

/**
 * Nothing deviates. A session outlives the one at Keycloak with the scope `offline_access`. Throws `insecure_url` unless the address is https,
 * `invalid_options` if it is none or the realm has no name.
 */
export function keycloak({ url, realm, clientId }: KeycloakRealm): Provider {
  if (!realm) throw new OAuthError('invalid_options', { name: 'realm' })
  const { origin, pathname } = secureUrl(url, 'url')
  return { issuer: `${origin}${pathname.replace(/\/$/, '')}/realms/${encodeURIComponent(realm)}`, clientId }
}
