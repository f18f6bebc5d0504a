import { provided } from '@tessera/core/client'
import { lazy } from '@tessera/core/platform'
import type { Resource, Resources, TokenSource } from '@tessera/core/session'
import { machineSource, withoutStore } from './machine-source.js'
import type { ServiceOptions } from './service-source.js'

/** A client, and what it asks with. The tokens are kept in memory: a store would have to know whose they are. */
export type JwtBearerOptions<R extends Resources> = ServiceOptions<R> & {
  readonly store?: never
  /** An assertion about the user or service to act for, new for each request; `signAssertion` of `@tessera/core/assertion` makes one. */
  readonly assertion: () => string | Promise<string>
}

const grant = lazy(() => import('@tessera/core/grants/jwt-bearer'))

/**
 * Access tokens in exchange for an assertion (RFC 7523 §2.1), one source for one subject. Asked for once for all callers, and again
 * before they expire. Throws `invalid_options` or `insecure_url` when the options cannot be right.
 */
export function jwtBearer<N extends string>(options: JwtBearerOptions<Record<N, Resource>>): TokenSource<N> {
  return machineSource(withoutStore(options), 'jwt_bearer', async () => {
    const [{ jwtBearer: ask }, assertion] = await Promise.all([grant(), provided('assertion', options.assertion)])
    return (registration, want, ground) => ask(registration, { assertion, ...want }, ground)
  })
}
