export type { Provider } from './provider.js'

import { hostNamed } from './host.js'
import type { Provider } from './provider.js'

/** A client of an Okta organization. */
export interface OktaOrganization {
  /** Such as `example.okta.com`. */
  readonly domain: string
  readonly clientId: string
  /** Id of a custom authorization server, `default` unless given; `org` for the organization's own, whose tokens are for Okta's API. */
  readonly authorizationServer?: string | undefined
}

/** Nothing deviates. A refresh token comes with the scope `offline_access`. Throws `invalid_options` unless the domain is a host's name. */
export function okta({ domain, clientId, authorizationServer = 'default' }: OktaOrganization): Provider {
  const origin = `https://${hostNamed(domain)}`
  return { issuer: authorizationServer === 'org' ? origin : `${origin}/oauth2/${authorizationServer}`, clientId }
}
