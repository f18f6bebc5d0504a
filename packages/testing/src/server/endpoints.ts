import { authorizationEndpoint } from './authorization-endpoint.js'
import { discoveryEndpoint, paths } from './discovery-endpoint.js'
import { endSessionEndpoint } from './end-session-endpoint.js'
import type { Endpoint } from './ground.js'
import { introspectionEndpoint } from './introspection-endpoint.js'
import { keysEndpoint } from './keys-endpoint.js'
import { page } from './page.js'
import { revocationEndpoint } from './revocation-endpoint.js'
import { tokenEndpoint } from './token-endpoint.js'
import { userinfoEndpoint } from './userinfo-endpoint.js'

const endpoints: Readonly<Record<string, Endpoint>> = {
  'GET /.well-known/openid-configuration': discoveryEndpoint,
  [`GET ${paths.authorization}`]: authorizationEndpoint,
  [`POST ${paths.token}`]: tokenEndpoint,
  [`GET ${paths.keys}`]: keysEndpoint,
  [`GET ${paths.userinfo}`]: userinfoEndpoint,
  [`POST ${paths.userinfo}`]: userinfoEndpoint,
  [`POST ${paths.revocation}`]: revocationEndpoint,
  [`POST ${paths.introspection}`]: introspectionEndpoint,
  [`GET ${paths.endSession}`]: endSessionEndpoint,
}

const nothing: Endpoint = async () => page('There is nothing here.', 404)

/** What answers a request. Throws where the address is not one of the issuer's, as a network without that host would. */
export function endpointAt(issuer: string, { method, url }: Request): Endpoint {
  const base = issuer.replace(/\/$/, '')
  const { origin, pathname } = new URL(url)
  const address = origin + pathname
  if (!address.startsWith(`${base}/`)) throw new TypeError(`${origin} is not ${issuer}.`)
  return endpoints[`${method} ${address.slice(base.length)}`] ?? nothing
}
