import { OAuthError } from '@tessera/core'
import type { ClientGround } from '@tessera/core/client'
import { type ClientAuthentication, clientSecret } from '@tessera/core/client-authentication'
import {
  alwaysAwake,
  type Clock,
  defaultLimits,
  type Fetch,
  memoryLock,
  memoryStore,
  randomId,
  systemClock,
  systemFetch,
} from '@tessera/core/platform'
import {
  declaredResources,
  knownGrant,
  type Obtain,
  type Resources,
  rotation,
  secureUrl,
  type TokenSource,
  tokenSource,
} from '@tessera/core/session'

/** What a service says of its client. */
export type ServiceOptions<R extends Resources> = Pick<ClientGround, 'issuer' | 'clientId' | 'server' | 'quirks'> & {
  /** The only places where access tokens are sent. */
  readonly resources: R
  /** Space-separated. */
  readonly scope?: string
  /** How requests are made; the platform's `fetch` unless given. */
  readonly fetch?: Fetch
  /** By which tokens expire; the platform's unless given, as in a test that turns it by hand. */
  readonly clock?: Clock
} & ({ readonly clientSecret: string } | { readonly authentication: ClientAuthentication })

const maxUnseen = 30_000

/** A token source of this process: one rotation over a store in memory. Throws `invalid_options` or `insecure_url` at once. */
export function serviceSource<R extends Resources>(
  options: ServiceOptions<R>,
  obtainWith: (ground: ClientGround) => Obtain,
): TokenSource<keyof R & string> {
  const { issuer, clientId, server, quirks, fetch = systemFetch, clock = systemClock } = options
  if (!clientId) throw new OAuthError('invalid_options', { name: 'clientId' })
  secureUrl(issuer, 'issuer')
  const resources = declaredResources(options.resources)

  const authentication = 'authentication' in options ? options.authentication : clientSecret(options.clientSecret)
  const store = memoryStore()
  const ports = { store, clock, wake: alwaysAwake }
  const platform = { ...ports, lock: memoryLock(clock), limits: defaultLimits, realm: randomId() }
  const known = knownGrant(platform, { issuer, client: clientId, slot: '' }, maxUnseen)
  const obtain = obtainWith({ issuer, clientId, authentication, server, quirks, fetch, ...ports })
  return tokenSource(rotation(platform, known, obtain).token, resources)
}
