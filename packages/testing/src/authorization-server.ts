import { type Clock, type Fetch, systemClock } from '@tessera/core/platform'
import { type AccessToken, accessTokens } from './server/access-tokens.js'
import { refused } from './server/answer.js'
import { bearer } from './server/bearer.js'
import type { TestClient } from './server/clients.js'
import { codes } from './server/codes.js'
import { type Counters, zero } from './server/counters.js'
import { endpointAt } from './server/endpoints.js'
import { families } from './server/families.js'
import type { Ground } from './server/ground.js'
import { type SigningAlgorithm, signingKeys } from './server/keys.js'
import { connectionLost, connectionRefused } from './server/network.js'
import { tokenEndpoint } from './server/token-endpoint.js'
import type { TestUser } from './server/users.js'
import type { Visitor } from './server/visitor.js'

/** What a server is made of: all of it plain data, none of it needed. */
export interface AuthorizationServerOptions {
  /** `https://id.example.com` unless given. */
  readonly issuer?: string | undefined
  /** A public client `web`, coming back to `http://localhost:3000/`, and a confidential one, `service`, unless given. */
  readonly clients?: readonly TestClient[] | undefined
  /** Ada Lovelace unless given. */
  readonly users?: readonly TestUser[] | undefined
  /** How long access tokens live, in milliseconds; an hour unless given. */
  readonly accessTokenLifetime?: number | undefined
  /** How long a spent refresh token is still exchanged, in milliseconds; not at all unless given: reuse is detected at once. */
  readonly grace?: number | undefined
  /** `ES256` unless given. */
  readonly algorithm?: SigningAlgorithm | undefined
  readonly clock?: Clock | undefined
}

/** An authorization server in memory (RFC 6749, OpenID Connect Core), and what can be done to it. */
export interface AuthorizationServer {
  readonly issuer: string
  readonly clients: readonly TestClient[]
  readonly users: readonly TestUser[]
  readonly counters: Counters
  /** Answers at the issuer's addresses. Rejects, as the platform's does, where no answer arrives and for every other address. */
  readonly fetch: Fetch
  /**
   * Plays the user: opens an authorization or a sign-out request and answers the address that leads back to the client.
   * Rejects where the server shows a page instead, with its words.
   */
  visit(request: string, visitor?: Visitor): Promise<string>
  /** Plays a resource: what is known of the access token in a request (RFC 6750 §2.1); `undefined` where it must answer 401. */
  bearer(request: Request): AccessToken | undefined
  /** Every access token issued so far is good no longer. */
  expireNow(): void
  /** The token endpoint does what it is asked next, and the answer never arrives. */
  dropNextAnswer(): void
  /** From now on another key signs id_tokens, and the old one is published no longer. */
  rotateKeys(): void
  /** Its clock is so many milliseconds ahead of its `clock`; behind where negative. */
  clockSkew(milliseconds: number): void
  /** Ends what this user granted: refresh tokens and access tokens. */
  revokeFamily(subject: string): void
  /** Refuses connections, and keeps all it knows. */
  goDown(): void
  comeUp(): void
}

const hour = 3_600_000
const usualClients: readonly TestClient[] = [
  { clientId: 'web', redirectUris: ['http://localhost:3000/'] },
  { clientId: 'service', clientSecret: 'the secret of the service' },
]
const usualUsers: readonly TestUser[] = [
  { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com', password: 'analytical engine' },
]

/** Makes a server that listens nowhere. Two of them share nothing. */
export function authorizationServer(options: AuthorizationServerOptions = {}): AuthorizationServer {
  const { issuer = 'https://id.example.com', clients = usualClients, users = usualUsers, clock = systemClock } = options
  const { accessTokenLifetime = hour, grace = 0, algorithm = 'ES256' } = options
  let skew = 0
  let isDown = false
  let dropsNext = false

  const wall = () => clock.wall() + skew
  const tally = zero()
  const kin = families(wall, grace, tally)
  const ground: Ground = {
    issuer,
    clients,
    users,
    wall,
    tally,
    families: kin,
    session: {},
    keys: signingKeys(algorithm),
    codes: codes(wall, kin),
    accessTokens: accessTokens(wall, accessTokenLifetime),
  }

  async function answer(request: Request, visitor: Visitor): Promise<Response> {
    if (isDown) throw connectionRefused()
    const endpoint = endpointAt(issuer, request)
    const response = await endpoint(ground, request, visitor).catch(refused)
    if (!dropsNext || endpoint !== tokenEndpoint) return response
    dropsNext = false
    throw connectionLost()
  }

  return {
    issuer,
    clients,
    users,
    counters: tally,
    fetch: async (url, init) => answer(new Request(url, init), {}),
    visit: async (request, visitor = {}) => {
      const response = await answer(new Request(request), visitor)
      const address = response.headers.get('location')
      if (address === null) throw new Error(`The user is shown a page: ${await response.text()}`)
      return address
    },
    bearer: request => bearer(ground.accessTokens, request),
    expireNow: ground.accessTokens.expireAll,
    dropNextAnswer: () => {
      dropsNext = true
    },
    rotateKeys: ground.keys.rotate,
    clockSkew: milliseconds => {
      skew = milliseconds
    },
    revokeFamily: kin.endAllOf,
    goDown: () => {
      isDown = true
    },
    comeUp: () => {
      isDown = false
    },
  }
}
