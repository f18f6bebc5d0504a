import { OAuthError } from '@tessera/core'
import type { ClientGround } from '@tessera/core/client'
import { type ClientAuthentication, clientSecret } from '@tessera/core/client-authentication'
import {
  alwaysAwake,
  type Clock,
  defaultLimits,
  type Fetch,
  type Lock,
  memoryLock,
  memoryStore,
  randomId,
  type Store,
  systemClock,
  systemFetch,
} from '@tessera/core/platform'
import {
  declaredResources,
  type KnownGrant,
  knownGrant,
  type Obtain,
  type Resources,
  type Rotation,
  rotation,
  secureUrl,
  type TokenSource,
  tokenSource,
} from '@tessera/core/session'

/** What a program says of its client. */
export type ClientOptions<R extends Resources> = Pick<ClientGround, 'issuer' | 'clientId' | 'server' | 'quirks'> & {
  /** The only places where access tokens are sent. */
  readonly resources: R
  /** Space-separated. */
  readonly scope?: string
  /** How requests are made; the platform's `fetch` unless given. */
  readonly fetch?: Fetch
  /** By which tokens expire; the platform's unless given, as in a test that turns it by hand. */
  readonly clock?: Clock
  /** Shares the tokens with every process that has the same store; in memory, for this one process, unless given. */
  readonly store?: Store
}

/** What a service says of its client, and how it says who it is. */
export type ServiceOptions<R extends Resources> = ClientOptions<R> &
  ({ readonly clientSecret: string } | { readonly authentication: ClientAuthentication })

const maxUnseen = 30_000

/** How one grant becomes a token source. */
export interface Service {
  /** With issuer and client it says which grant this is: two grants in one store are never mixed. */
  readonly slot: readonly (string | undefined)[]
  /** The lock of those who share a store. */
  readonly lock: (store: Store, clock: Clock) => Lock
  readonly obtain: (ground: ClientGround) => Obtain
}

/** A grant that is kept alive, and what it stands on. */
export interface KeptGrant {
  readonly rotation: Rotation
  readonly known: KnownGrant
  readonly resources: ReturnType<typeof declaredResources>
  readonly ground: ClientGround
}

/** One rotation over the store that was given, or over memory. Throws `invalid_options` or `insecure_url` at once. */
export function keptGrant<R extends Resources>(
  options: ClientOptions<R>,
  authentication: ClientAuthentication,
  service: Service,
): KeptGrant {
  const { issuer, clientId, server, quirks, fetch = systemFetch, clock = systemClock } = options
  if (!clientId) throw new OAuthError('invalid_options', { name: 'clientId' })
  secureUrl(issuer, 'issuer')
  const resources = declaredResources(options.resources)

  const store = options.store ?? memoryStore()
  const lock = options.store ? service.lock(options.store, clock) : memoryLock(clock)
  const ports = { store, clock, wake: alwaysAwake }
  const platform = { ...ports, lock, limits: defaultLimits, realm: randomId() }
  const slot = JSON.stringify([...service.slot, options.scope])
  const known = knownGrant(platform, { issuer, client: clientId, slot }, maxUnseen)
  const ground = { issuer, clientId, authentication, server, quirks, fetch, ...ports }
  return { rotation: rotation(platform, known, service.obtain(ground)), known, resources, ground }
}

/** A source of the tokens of a grant. Throws as {@link keptGrant}. */
export function serviceSource<R extends Resources>(
  options: ServiceOptions<R>,
  service: Service,
): TokenSource<keyof R & string> {
  const authentication = 'authentication' in options ? options.authentication : clientSecret(options.clientSecret)
  const { rotation, resources } = keptGrant(options, authentication, service)
  return tokenSource(rotation.token, resources)
}
