export type { Provider } from './provider.js'

import { hostNamed } from './host.js'
import type { Provider } from './provider.js'

/** A connected app of a Salesforce organization. */
export interface SalesforceOrganization {
  /** My Domain, such as `example.my.salesforce.com`; `login.salesforce.com` unless given. */
  readonly domain?: string | undefined
  readonly clientId: string
}

/**
 * Nothing deviates, but answers do not say how long a token is good. A refresh token comes with the scope `refresh_token`. Throws
 * `invalid_options` unless the domain is a host's name.
 */
export function salesforce({ domain = 'login.salesforce.com', clientId }: SalesforceOrganization): Provider {
  return { issuer: `https://${hostNamed(domain)}`, clientId }
}
