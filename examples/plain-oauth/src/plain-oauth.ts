import type { RequestListener } from 'node:http'
import type { RunningServer, ServerOptions } from '@tessera-examples/provider'
import { type AccessTokenCheck, allowPages, ordersApi, serverFrame } from '@tessera-examples/provider/parts'
import { authorizationEndpoint } from './authorization-endpoint.ts'
import { type Clients, clientsOf } from './clients.ts'
import { grants } from './grants.ts'
import { audienceOf } from './scopes.ts'
import { tokenBook } from './token-book.ts'
import { tokenEndpoint } from './token-endpoint.ts'
import { tokenFacts } from './token-facts.ts'
import { memoryTransactions } from './transactions.ts'

/** What a client must be told of a server that says nothing of itself (RFC 8414 §2). */
export interface Metadata {
  readonly issuer: string
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly userinfoEndpoint: string
  readonly introspectionEndpoint: string
  readonly revocationEndpoint: string
}

/** An authorization server that knows OAuth 2.0 and no OpenID Connect, with opaque tokens and no discovery. */
export interface RunningPlainOAuth extends RunningServer {
  readonly server: Metadata
  readonly clients: Clients
  /** The next answer of the token endpoint is given, and never arrives. */
  loseNextTokenAnswer(): void
}

export async function startPlainOAuth(options: ServerOptions = {}): Promise<RunningPlainOAuth> {
  const clients = clientsOf(options.pages ?? [])
  const frame = await serverFrame(options)
  const { running, listener, apiListener, origins, resources, tally, accessTokenSeconds, graceSeconds } = frame
  const { issuer } = running

  const seconds = { accessTokenSeconds, graceSeconds }
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
    ...running,
    server: {
      issuer,
      authorizationEndpoint: `${issuer}/authorize`,
      tokenEndpoint: `${issuer}/token`,
      userinfoEndpoint: `${issuer}/userinfo`,
      introspectionEndpoint: `${issuer}/introspect`,
      revocationEndpoint: `${issuer}/revoke`,
    },
    clients,
    loseNextTokenAnswer: token.loseNext,
  }
}
