import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Tally, userOf } from '@tessera-examples/provider/parts'
import { authenticatedClient } from './client-authentication.ts'
import type { Clients } from './clients.ts'
import { audienceOf, type Resources } from './scopes.ts'
import type { TokenBook } from './token-book.ts'

export interface TokenFactsGround {
  readonly book: TokenBook
  readonly clients: Clients
  readonly resources: Resources
  readonly tally: Tally
}

type Serve = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** What can be learned and changed of tokens: the user info endpoint, introspection (RFC 7662) and revocation (RFC 7009). */
export function tokenFacts({ book, clients, resources, tally }: TokenFactsGround): Readonly<Record<string, Serve>> {
  return {
    '/userinfo': async (request, response) => {
      tally.userinfoRequests += 1
      const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
      const found = book.findAccessToken(token ?? '')
      const user = userOf(found?.grant.subject ?? '')
      if (!found || !user) return answer(response, 401, { error: 'invalid_token' })
      const name = found.scopes.includes('profile') ? user.name : undefined
      const email = found.scopes.includes('email') ? user.email : undefined
      // Some servers let browsers keep this: a client must not.
      answer(response, 200, { sub: user.username, name, email }, 'private, max-age=60')
    },

    '/introspect': async (request, response) => {
      tally.introspections += 1
      const form = new URLSearchParams(await text(request))
      const client = authenticatedClient(clients, request, form)
      if (!client || !('secret' in client)) return answer(response, 401, { error: 'invalid_client' })
      const found = book.findAccessToken(form.get('token') ?? '')
      if (!found) return answer(response, 200, { active: false })
      const { grant, scopes, issuedAt, expiresAt } = found
      const told = { client_id: grant.clientId, sub: grant.subject, scope: scopes.join(' ') }
      const times = { iat: Math.floor(issuedAt / 1000), exp: Math.floor(expiresAt / 1000) }
      answer(response, 200, { active: true, ...told, ...times, aud: audienceOf(resources, scopes) })
    },

    '/revoke': async (request, response) => {
      tally.revocations += 1
      const form = new URLSearchParams(await text(request))
      const client = authenticatedClient(clients, request, form)
      if (!client) return answer(response, 401, { error: 'invalid_client' })
      book.revoke(form.get('token') ?? '', client.id)
      answer(response, 200, {})
    },
  }
}

function answer(response: ServerResponse, status: number, body: unknown, cacheControl = 'no-store'): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': cacheControl })
  response.end(JSON.stringify(body))
}
