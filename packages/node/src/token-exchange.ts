import { provided } from '@tessera/core/client'
import type { TokenType } from '@tessera/core/grants/token-exchange'
import { lazy } from '@tessera/core/platform'
import type { Resource, Resources, TokenSource } from '@tessera/core/session'
import { machineSource, withoutStore } from './machine-source.js'
import type { ServiceOptions } from './service-source.js'

/** A client, and the token that it gives for others. Those are kept in memory: a store would have to know whose they are. */
export type TokenExchangeOptions<R extends Resources> = ServiceOptions<R> & {
  readonly store?: never
  /** Whose rights the new tokens are to have: always the same subject's. Called for each exchange, not for each caller. */
  readonly subjectToken: () => string | Promise<string>
  /** `access_token` unless given. */
  readonly subjectTokenType?: TokenType | undefined
  /** Who acts for the subject, where it is somebody else than the client. */
  readonly actorToken?: (() => string | Promise<string>) | undefined
  /** `access_token` unless given. */
  readonly actorTokenType?: TokenType | undefined
  /** The names of the services that the new tokens are for. */
  readonly audience?: string | readonly string[] | undefined
}

const grant = lazy(() => import('@tessera/core/grants/token-exchange'))

/**
 * Access tokens in exchange for another token (RFC 8693), one source for one subject. Exchanged once for all callers, and again before
 * they expire. Throws `invalid_options` or `insecure_url` when the options cannot be right.
 */
export function tokenExchange<N extends string>(options: TokenExchangeOptions<Record<N, Resource>>): TokenSource<N> {
  const { subjectTokenType, actorTokenType, audience } = options
  return machineSource(withoutStore(options), 'token_exchange', async () => {
    const [{ tokenExchange: exchange }, subjectToken, actorToken] = await Promise.all([
      grant(),
      provided('subjectToken', options.subjectToken),
      options.actorToken && provided('actorToken', options.actorToken),
    ])
    const given = { subjectToken, subjectTokenType, actorToken, actorTokenType, audience }
    return (registration, want, ground) => exchange(registration, { ...given, ...want }, ground)
  })
}
