import type { Clock, Fetch } from '@tessera/core/platform'
import type { Errand } from './scenario.ts'

/** What a client finds around it. */
export interface World {
  readonly issuer: string
  readonly resource: string
  readonly fetch: Fetch
  readonly clock: Clock
  /** Shows the user an authorization request, and answers where the user came back. */
  readonly visit: (request: URL) => Promise<string>
  /** Lets the server begin to lie. */
  readonly begin: () => void
  /** Lets the access token expire. */
  readonly expire: () => void
}

/** Runs an errand and answers what it has in the end. */
export type Client = (errand: Errand, world: World) => Promise<unknown>
