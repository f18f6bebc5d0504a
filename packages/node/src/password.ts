import { OAuthError } from '@tessera/core'
import { knownClient } from '@tessera/core/client'
import type { Jwks } from '@tessera/core/endpoints'
import { lazy } from '@tessera/core/platform'
import { outcomeOf, type Resource, type Resources, type TokenSource } from '@tessera/core/session'
import { type ServiceOptions, serviceSource } from './service-source.js'
import { sharedLock } from './shared-lock.js'

/** A client, and the user whose password it was told. */
export type PasswordOptions<R extends Resources> = ServiceOptions<R> & {
  readonly username: string
  readonly password: string
  /** What verifies the id_token that the password brings, in place of the server's keys: from `keysOfSecret`. That of a renewal is then left out. */
  readonly keys?: Jwks | undefined
}

const grant = lazy(() => import('@tessera/core/grants/password'))
const refreshing = lazy(() => import('@tessera/core/refresh-flow'))

/**
 * Access tokens for one user by name and password (RFC 6749 §4.3), renewed with the refresh token and only then with the
 * password again: where a shared store has tokens of that name, whatever the password is. Throws `invalid_options` or `insecure_url`
 * when the options cannot be right.
 *
 * @deprecated The client sees the password, and no second factor can be asked for: RFC 9700 §2.4 forbids this grant. For
 * users let them sign in with `@tessera/browser`; for services use `clientCredentials` from `@tessera/node`.
 */
export function password<N extends string>(options: PasswordOptions<Record<N, Resource>>): TokenSource<N> {
  const { username, password, keys } = options
  for (const [name, value] of Object.entries({ username, password }))
    if (!value) throw new OAuthError('invalid_options', { name })
  return serviceSource(options, {
    slot: ['password', username],
    lock: sharedLock,
    obtain: ground => {
      const client = knownClient(ground)
      const refresh = lazy(async () => (await refreshing()).refreshFlow(ground))
      return {
        again: true,
        prepare: async want => {
          const { scope = options.scope } = want
          const [{ password: ask }, { prepare }, registration] = await Promise.all([
            grant(),
            refresh(),
            client.registration(),
          ])
          const renew = await prepare(want)
          return (spent, secrets) => {
            if (spent !== undefined) return renew(spent, secrets)
            const asked = { ...want, username, password, scope }
            const answer = client.doubting(() => ask(registration, asked, { ...ground, keys }))
            return answer.then(tokens => ({ kind: 'granted', tokens }), outcomeOf)
          }
        },
        revoke: async tokens => (await refresh()).revoke(tokens),
      }
    },
  })
}
