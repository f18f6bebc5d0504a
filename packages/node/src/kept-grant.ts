import { OAuthError } from '@tessera/core'
import type { ClientGround } from '@tessera/core/client'
import type { ClientAuthentication } from '@tessera/core/client-authentication'
import type { ProofKeyPair } from '@tessera/core/dpop'
import {
  alwaysAwake,
  type Clock,
  defaultLimits,
  type Fetch,
  type Lock,
  lazy,
  memoryLock,
  memoryStore,
  randomId,
  type Store,
  systemClock,
  systemFetch,
} from '@tessera/core/platform'
import {
  type DeclaredResource,
  declaredResources,
  type KnownGrant,
  knownGrant,
  type Obtain,
  type Resources,
  type Rotation,
  rotation,
  secureUrl,
} from '@tessera/core/session'
import { discreetStore } from './discreet-store.js'

/** What a program says of its client. */
export type ClientOptions<R extends Resources> = Pick<
  ClientGround,
  'issuer' | 'clientId' | 'server' | 'quirks' | 'idTokenSignedResponseAlg'
> & {
  /** The only places where access tokens are sent. Where several hold a URL, the first of them counts: put the narrower one first. */
  readonly resources: R
  /** Space-separated. */
  readonly scope?: string | undefined
  /** How requests are made; the platform's `fetch` unless given. */
  readonly fetch?: Fetch | undefined
  /** By which tokens expire; the platform's unless given, as in a test that turns it by hand. */
  readonly clock?: Clock | undefined
  /** Shares the tokens with every process that has the same store; in memory, for this one process, unless given. */
  readonly store?: Store | undefined
  /**
   * Binds tokens to a key, so that nobody else can use them (RFC 9449): `true` to one that this process makes for itself, or a pair for
   * ES256, which all must have who share a store.
   */
  readonly dpop?: true | ProofKeyPair | undefined
}

/** Milliseconds for which a look into the store lasts: nobody tells a process of its siblings. */
const maxUnseen = 30_000

/** What tells one grant from another: by which name it is kept, who waits for whom, and how its tokens are had. */
export interface GrantKind {
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
  readonly resources: readonly DeclaredResource[]
  readonly ground: ClientGround
}

/** One rotation over the store that was given, or over memory. Throws `invalid_options` or `insecure_url` at once. */
export function keptGrant<R extends Resources>(
  options: ClientOptions<R>,
  authentication: ClientAuthentication,
  kind: GrantKind,
): KeptGrant {
  const { issuer, clientId, server, quirks, idTokenSignedResponseAlg, dpop } = options
  const { fetch = systemFetch, clock = systemClock } = options
  if (!clientId) throw new OAuthError('invalid_options', { name: 'clientId' })
  if (dpop === true && options.store) throw new OAuthError('invalid_options', { name: 'dpop' })
  secureUrl(issuer, 'issuer')
  const resources = declaredResources(options.resources)

  const store = options.store ? discreetStore(options.store) : memoryStore()
  const lock = options.store ? kind.lock(store, clock) : memoryLock(clock)
  const ports = { store, clock, wake: alwaysAwake }
  const platform = { ...ports, lock, limits: defaultLimits, realm: randomId() }
  const slot = JSON.stringify([...kind.slot, options.scope, ...(dpop ? ['dpop'] : [])])
  const known = knownGrant(platform, { issuer, client: clientId, slot }, maxUnseen)
  const loadProof = dpop && proving(dpop === true ? undefined : dpop, clock)
  const client = { issuer, clientId, authentication, server, quirks, idTokenSignedResponseAlg }
  const ground = { ...client, fetch, loadProof, ...ports }
  return { rotation: rotation(platform, known, kind.obtain(ground)), known, resources, ground }
}

function proving(given: ProofKeyPair | undefined, clock: Clock) {
  return lazy(async () => {
    const { proofOfPossession } = await import('@tessera/core/dpop')
    return proofOfPossession(given && (async () => given), clock)
  })
}
