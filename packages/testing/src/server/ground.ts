import type { AccessTokens } from './access-tokens.js'
import type { TestClient } from './clients.js'
import type { Codes } from './codes.js'
import type { Tally } from './counters.js'
import type { Families } from './families.js'
import type { Keys } from './keys.js'
import type { TestUser } from './users.js'
import type { ServerSession, Visitor } from './visitor.js'

/** What the endpoints of one server share. */
export interface Ground {
  readonly issuer: string
  readonly clients: readonly TestClient[]
  readonly users: readonly TestUser[]
  readonly keys: Keys
  readonly codes: Codes
  readonly families: Families
  readonly accessTokens: AccessTokens
  readonly tally: Tally
  readonly session: ServerSession
  /** The server's own time, milliseconds since 1970. */
  readonly wall: () => number
}

/** An endpoint: throws a `Refusal` where it does not do what it is asked. Some show pages, and a visitor acts on them. */
export type Endpoint = (ground: Ground, request: Request, visitor: Visitor) => Promise<Response>
