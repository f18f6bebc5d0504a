import type { RequestListener } from 'node:http'
import type { Counters, Users } from '@tessera-examples/provider'
import {
  type AccessTokenCheck,
  allowPages,
  listenAtBoth,
  ordersApi,
  users,
  zero,
} from '@tessera-examples/provider/parts'
import { authorizationEndpoint } from './authorization-endpoint.ts'
import { type Clients, clientsOf } from './clients.ts'
import { grants } from './grants.ts'
import { audienceOf } from './scopes.ts'
import { tokenBook } from './token-book.ts'
import { tokenEndpoint } from './token-endpoint.ts'
import { tokenFacts } from './token-facts.ts'
import { memoryTransactions } from './transactions.ts'

export interface PlainOAuthOptions {
  /** Redirect URIs of pages; their origins may call the endpoints. */
  readonly pages?: readonly string[]
  readonly accessTokenSeconds?: number
  /** How long a spent refresh token is still exchanged. 0, as when nothing is said: reuse is detected at once. */
  readonly graceSeconds?: number
}

/** What a client must be told of a server that says nothing of itself (RFC 8414 §2). */
export interface Metadata {
  readonly issuer: string
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly userinfoEndpoint: string
  readonly introspectionEndpoint: string
  readonly revocationEndpoint: string
}

/**
 * An authorization server that knows OAuth 2.0 and no OpenID Connect, with opaque tokens and no discovery, and its resource API:
 * both in this process, on loopback, with nothing but memory.
 */
export interface RunningPlainOAuth {
  readonly issuer: string
  readonly server: Metadata
  /** The resource API's origin, and the audience of its access tokens. */
  readonly api: string
  /** Another resource's identifier: access tokens with its scope are for the wrong audience. */
  readonly billing: string
  readonly users: Users
  readonly clients: Clients
  readonly counters: Counters
  resetCounters(): void
  setAccessTokenSeconds(seconds: number): void
  setGraceSeconds(seconds: number): void
  /** The next answer of the token endpoint is given, and never arrives. */
  loseNextTokenAnswer(): void
  close(): Promise<void>
}

export async function startPlainOAuth(options: PlainOAuthOptions = {}): Promise<RunningPlainOAuth> {
  const { pages = [] } = options
  let { accessTokenSeconds = 20, graceSeconds = 0 } = options

  const tally = zero()
  const clients = clientsOf(pages)
  const origins = new Set(pages.map(page => new URL(page).origin))
  const [listener, apiListener] = await listenAtBoth(0, 0)
  const { origin: issuer } = listener
  const resources = { api: apiListener.origin, billing: 'https://billing.example.com' }

  const seconds = { accessTokenSeconds: () => accessTokenSeconds, graceSeconds: () => graceSeconds }
  const book = tokenBook({ ...seconds, tally })
  const transactions = memoryTransactions()
  const server = grants({ book, transactions, ...seconds })
  const authorization = authorizationEndpoint(server, clients, transactions)
  const token = tokenEndpoint(server, clients, tally)
  const facts = tokenFacts({ book, clients, resources, tally })

  const serve: RequestListener = (request, response) => {
    tally.requests += 1
    const [, place = '', transactionId] = /^(\/[^/?]*)\/?([^?]*)/.exec(request.url ?? '') ?? []
    if (place === '/.well-known') tally.discoveryRequests += 1
    if (place === '/authorize' && request.method === 'POST')
      return authorization.signIn(request, response, transactionId ?? '')
    if (place === '/authorize') return authorization.ask(request, response)

    allowPages(origins, request, response)
    const endpoint = place === '/token' ? token.serve : facts[place]
    if (request.method === 'OPTIONS' || !endpoint) return response.writeHead(endpoint ? 204 : 404).end()
    return endpoint(request, response)
  }

  const callerOf: AccessTokenCheck = async token => {
    const found = book.findAccessToken(token)
    if (!found || audienceOf(resources, found.scopes) !== resources.api) return undefined
    return { subject: found.grant.subject, scopes: new Set(found.scopes) }
  }

  listener.serve(serve)
  apiListener.serve(ordersApi({ callerOf, origins, tally }))

  return {
    issuer,
    server: {
      issuer,
      authorizationEndpoint: `${issuer}/authorize`,
      tokenEndpoint: `${issuer}/token`,
      userinfoEndpoint: `${issuer}/userinfo`,
      introspectionEndpoint: `${issuer}/introspect`,
      revocationEndpoint: `${issuer}/revoke`,
    },
    ...resources,
    users,
    clients,
    counters: tally,
    resetCounters: () => void Object.assign(tally, zero()),
    setAccessTokenSeconds: seconds => {
      accessTokenSeconds = seconds
    },
    setGraceSeconds: seconds => {
      graceSeconds = seconds
    },
    loseNextTokenAnswer: token.loseNext,
    close: async () => {
      await Promise.all([listener.pause(), apiListener.pause()])
    },
  }
}
