import { knownClient } from '@tessera/core/client'
import { lazy } from '@tessera/core/platform'
import { outcomeOf, type Resources, type TokenSource } from '@tessera/core/session'
import { type ServiceOptions, serviceSource } from './service-source.js'
import { sharedOrOwnLock } from './shared-lock.js'

const grant = lazy(() => import('@tessera/core/grants/client-credentials'))

/**
 * Access tokens for a service in its own name (RFC 6749 §4.4), asked for once for all callers of this process and again
 * before they expire. Throws `invalid_options` or `insecure_url` when the options cannot be right.
 */
export function clientCredentials<const R extends Resources>(
  options: ServiceOptions<R>,
): TokenSource<keyof R & string> {
  return serviceSource(options, {
    slot: ['client_credentials'],
    lock: sharedOrOwnLock,
    obtain: ground => {
      const client = knownClient(ground)
      return {
        again: true,
        prepare: async ({ scope = options.scope, resource }) => {
          const [{ clientCredentials: ask }, registration] = await Promise.all([grant(), client.registration()])
          return () => {
            const answer = client.doubting(() => ask(registration, { scope, resource }, ground))
            return answer.then(tokens => ({ kind: 'granted', tokens }), outcomeOf)
          }
        },
        revoke: async tokens => tokens,
      }
    },
  })
}
