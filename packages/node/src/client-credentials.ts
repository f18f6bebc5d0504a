import { lazy } from '@tessera/core/platform'
import type { Resources, TokenSource } from '@tessera/core/session'
import { machineSource } from './machine-source.js'
import type { ServiceOptions } from './service-source.js'

const grant = lazy(() => import('@tessera/core/grants/client-credentials'))

/**
 * Access tokens for a service in its own name (RFC 6749 §4.4), asked for once for all callers of this process and again
 * before they expire. Throws `invalid_options` or `insecure_url` when the options cannot be right.
 */
export function clientCredentials<const R extends Resources>(
  options: ServiceOptions<R>,
): TokenSource<keyof R & string> {
  return machineSource(options, 'client_credentials', async () => (await grant()).clientCredentials)
}
