import type { ProofOfPossession } from './proof-of-possession.js'
import type { Quirks } from './quirks.js'
import type { ServerMetadata } from './server-metadata.js'
import type { SignatureAlgorithm } from './signature-algorithms.js'

/**
 * How the server signs what it says to a client, as that was registered with it: a signature by another algorithm is then refused. Where
 * nothing is said, each one by a key of the server is taken. `none` never is, and `HS256` and its like only with `keysOfSecret`.
 */
export interface SignedResponseAlgs {
  /** Of id_tokens (OpenID Connect Dynamic Client Registration §2). */
  readonly idTokenSignedResponseAlg?: SignatureAlgorithm | undefined
  /** Of authorization responses (JARM §3). */
  readonly authorizationSignedResponseAlg?: SignatureAlgorithm | undefined
  /** Of user info (OpenID Connect Dynamic Client Registration §2). */
  readonly userinfoSignedResponseAlg?: SignatureAlgorithm | undefined
  /** Of introspections (RFC 9701 §6). */
  readonly introspectionSignedResponseAlg?: SignatureAlgorithm | undefined
}

/** A client identifier at an authorization server: enough for the messages that carry no credentials. */
export interface Client extends SignedResponseAlgs {
  readonly server: ServerMetadata
  readonly clientId: string
  readonly quirks?: Quirks | undefined
}

/** Adds a client's credentials to a request (RFC 6749 §2.3), anew for each attempt: to its headers, to its form, or to neither. */
export interface ClientAuthentication {
  (headers: Headers, body: URLSearchParams, client: Client): void | Promise<void>
  /** Whether the connection's certificate says who the client is (RFC 8705 §2). */
  readonly byCertificate?: true
}

/** A client known to an authorization server, able to authenticate there (RFC 6749 §2). */
export interface Registration extends Client {
  readonly authentication: ClientAuthentication
  /** Binds its tokens to a key; absent where they are bearer tokens. */
  readonly proof?: ProofOfPossession | undefined
}
