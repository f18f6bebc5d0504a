import { lazy } from '@tessera/core/platform'
import type { Resource, TokenSource } from '@tessera/core/session'
import { machineSource } from './machine-source.js'
import type { ServiceOptions } from './service-source.js'

const grant = lazy(() => import('@tessera/core/grants/client-credentials'))

/**
 * Access tokens for a service in its own name (RFC 6749 §4.4), asked for once for all callers of this process and again
 * before they expire. Throws `invalid_options` or `insecure_url` when the options cannot be right.
 */
export function clientCredentials<N extends string>(options: ServiceOptions<Record<N, Resource>>): TokenSource<N> {
  return machineSource(options, 'client_credentials', async () => (await grant()).clientCredentials)
}
