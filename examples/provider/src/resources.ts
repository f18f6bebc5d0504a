import { errors, type ResourceServer } from 'oidc-provider'

/** The identifiers (RFC 8707) of the resources: access tokens carry them as their audience. */
export interface Resources {
  readonly api: string
  readonly billing: string
}

const scopes = { api: ['orders.read', 'orders.write'], billing: ['billing.read'] }

export function resourceServer(
  resources: Resources,
  identifier: string,
  accessTokenFormat: 'jwt' | 'opaque',
): ResourceServer {
  if (identifier === resources.api) return { scope: scopes.api.join(' '), accessTokenFormat }
  if (identifier === resources.billing) return { scope: scopes.billing.join(' '), accessTokenFormat }
  throw new errors.InvalidTarget('the resource is unknown')
}

/** A request that names no resource means the API when it asks for one of its scopes, else no resource at all. */
export function defaultResource(resources: Resources, requested: ReadonlySet<string>): string | undefined {
  return scopes.api.some(scope => requested.has(scope)) ? resources.api : undefined
}
