import { none } from './endpoints/client-authentication.js'
import type { Jwks } from './messages/key-set.js'
import type { ProofOfPossession } from './messages/proof-of-possession.js'
import type { Quirks } from './messages/quirks.js'
import type { ClientAuthentication, Registration, SignedResponseAlgs } from './messages/registration.js'
import type { RequestObject } from './messages/request-object.js'
import type { ServerMetadata } from './messages/server-metadata.js'
import type { Clock } from './ports/clock.js'
import type { Fetch } from './ports/fetch.js'
import type { Store } from './ports/store.js'
import type { Wake } from './ports/wake.js'
import { type KnownServer, knownServer } from './session/known-server.js'
import type { SignedResponse } from './signed-response.js'

export { provided } from './endpoints/provided.js'
export type { KnownServer } from './session/known-server.js'

/** How the server signs what a sign-in brings, as it was registered. */
export type SignInAlgs = Pick<SignedResponseAlgs, 'idTokenSignedResponseAlg' | 'authorizationSignedResponseAlg'>

/** A client as an application describes it, and what it stands on. */
export interface ClientGround extends SignInAlgs {
  /** The authorization server's issuer identifier (RFC 8414 §2). */
  readonly issuer: string
  readonly clientId: string
  /** Absent for a public client. */
  readonly authentication?: ClientAuthentication | undefined
  /** Provider data that makes discovery needless. */
  readonly server?: ServerMetadata | undefined
  readonly quirks?: Quirks | undefined
  /** Whether to push each authorization request to the server (RFC 9126), so that the address carries only a reference to it; where the server demands that, unless given. */
  readonly pushedAuthorization?: boolean | undefined
  /** From `@tessera/core/signed-response`: asks for answers that the server signs, and takes no others (JARM). */
  readonly signedResponse?: SignedResponse | undefined
  /** From `@tessera/core/request-object`: signs each authorization request with a key of this client (RFC 9101). */
  readonly requestObject?: RequestObject | undefined
  readonly fetch: Fetch
  readonly clock: Clock
  readonly wake: Wake
  /** Where what the authorization server says of itself is kept. */
  readonly store: Store
  /** What binds tokens to a key (RFC 9449), after a look whether the key is there; absent where they are bearer tokens. */
  readonly loadProof?: (() => Promise<ProofOfPossession>) | undefined
}

/** A client that knows its authorization server. */
export interface KnownClient extends Pick<KnownServer, 'doubting' | 'newKeys'> {
  /** The ground with its server known. Rejects as `discover`, and where the key of a proof cannot be had. `oldest`: how old, in milliseconds, the server's metadata may be. */
  registration(oldest?: number): Promise<Registration>
  /** None where there are no id_tokens. Rejects as `fetchKeys`. */
  keys(): Promise<Jwks | undefined>
}

/** Gets to know the server when it is first needed. */
export function knownClient(ground: ClientGround): KnownClient {
  const { authentication = none, quirks, loadProof } = ground
  const { metadata, keys, newKeys, doubting } = knownServer(ground)
  return {
    doubting,
    newKeys,
    registration: async oldest => ({
      ...ground,
      server: await metadata(oldest),
      authentication,
      proof: await loadProof?.(),
    }),
    keys: async () => (quirks?.withoutIdToken ? undefined : keys()),
  }
}
