export type { Provider } from './provider.js'

import { hostNamed } from './host.js'
import type { Provider } from './provider.js'
import { renamed } from './translations.js'

/** A client of an Auth0 tenant. */
export interface Auth0Tenant {
  /** Such as `example.eu.auth0.com`, or the tenant's own domain. */
  readonly domain: string
  readonly clientId: string
}

/**
 * The issuer ends with a slash. The API that a token is for is called `audience`: give it as the `indicator` of a resource. A
 * refresh token comes with the scope `offline_access`. Throws `invalid_options` unless the domain is a host's name.
 */
export function auth0({ domain, clientId }: Auth0Tenant): Provider {
  return {
    issuer: `https://${hostNamed(domain)}/`,
    clientId,
    quirks: { writeParameters: renamed({ resource: 'audience' }) },
  }
}
