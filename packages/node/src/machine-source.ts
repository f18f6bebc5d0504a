import { OAuthError, type Registration, type TokenSet } from '@tessera/core'
import { type ClientGround, knownClient } from '@tessera/core/client'
import { schema } from '@tessera/core/platform'
import { outcomeOf, type Resources, type TokenSource, type Want } from '@tessera/core/session'
import { type ServiceOptions, serviceSource } from './service-source.js'
import { sharedOrOwnLock } from './shared-lock.js'

/** Asks for the tokens of one request. */
export type Ask = (
  registration: Registration,
  want: Want,
  options: Pick<ClientGround, 'fetch' | 'clock'>,
) => Promise<TokenSet>

/** A source of tokens that cost nothing to ask for: each time anew, and never with a refresh token. `prepare` does what can fail before. */
export function machineSource<R extends Resources>(
  options: ServiceOptions<R>,
  grant: string,
  prepare: () => Promise<Ask>,
): TokenSource<keyof R & string> {
  return serviceSource(options, {
    // Releases that write another format ask for tokens of their own: nothing is lost by asking.
    slot: [grant, `schema ${schema}`],
    lock: sharedOrOwnLock,
    obtain: ground => {
      const client = knownClient(ground)
      return {
        again: true,
        prepare: async ({ scope = options.scope, ...want }) => {
          const [ask, registration] = await Promise.all([prepare(), client.registration()])
          return () => {
            const answer = client.doubting(() => ask(registration, { ...want, scope }, ground))
            return answer.then(({ refreshToken: _, ...tokens }) => ({ kind: 'granted', tokens }), outcomeOf)
          }
        },
        revoke: async tokens => tokens,
      }
    },
  })
}

/** Sources that ask for different subjects must not share a store. Throws `invalid_options`. */
export function withoutStore<T extends { readonly store?: unknown }>(options: T): T {
  if (options.store !== undefined) throw new OAuthError('invalid_options', { name: 'store' })
  return options
}
