import type { ProofOfPossession } from './proof-of-possession.js'
import type { Quirks } from './quirks.js'
import type { ServerMetadata } from './server-metadata.js'

/** A client identifier at an authorization server: enough for the messages that carry no credentials. */
export interface Client {
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
