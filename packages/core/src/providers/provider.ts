import type { Quirks } from '../messages/quirks.js'
import type { ServerMetadata } from '../messages/server-metadata.js'

/** A client at a provider, to be spread into the options of `createAuth`, `clientCredentials` or `password`. */
export interface Provider {
  readonly issuer: string
  readonly clientId: string
  readonly quirks?: Quirks
}

/** A client at a provider that need not be asked about itself. With `authentication` it is a registration for the grants. */
export interface KnownProvider extends Provider {
  readonly server: ServerMetadata
}
