import type { ServerMetadata } from '../messages/server-metadata.js'
import type { ServerOffers } from '../messages/server-offers.js'
import type { Ground } from './look.js'
import type { Subject } from './subject.js'

/** A grant, as a server's metadata name it (RFC 8414 §2, RFC 7591 §2). */
export type GrantName =
  | 'authorization_code'
  | 'implicit'
  | 'client_credentials'
  | 'password'
  | 'urn:ietf:params:oauth:grant-type:device_code'
  | 'urn:ietf:params:oauth:grant-type:token-exchange'
  | 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** A client beside its server, once the server is known, and from where both are looked at. */
export interface Case {
  readonly server: ServerMetadata
  /** Absent where the server says nothing of itself. */
  readonly offers: ServerOffers | undefined
  readonly grant: GrantName
  readonly subject: Subject
  readonly ground: Ground
}
