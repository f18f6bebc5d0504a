import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { countTokenRequest, type Tally } from '@tessera-examples/provider/parts'
import { type MiddlewareRequest, TokenError } from 'oauth2orize'
import { authenticatedClient } from './client-authentication.ts'
import type { Client, Clients } from './clients.ts'
import type { Server, Signed } from './grants.ts'

export interface TokenEndpoint {
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>
  loseNext(): void
}

/** RFC 6749 §3.2. */
export function tokenEndpoint(server: Server, clients: Clients, tally: Tally): TokenEndpoint {
  const exchange = server.token()
  const tellClient = server.errorHandler({ mode: 'direct' })
  let losesNext = false

  return {
    async serve(request, response) {
      const form = new URLSearchParams(await text(request))
      const grantType = form.get('grant_type') ?? ''
      const client = authenticatedClient(clients, request, form)
      const isLost = losesNext
      losesNext = false

      const end = response.end.bind(response)
      const answering = Object.assign(response, {
        end(json: string) {
          countTokenRequest(tally, grantType, JSON.parse(json))
          return isLost ? response.destroy() : end(json)
        },
      })
      const asked: MiddlewareRequest<Client, Signed> = Object.assign(request, {
        body: Object.fromEntries(form),
        client,
      })
      const refuse = (error: Error) => tellClient(error, asked, answering, () => end())

      if (!client) return refuse(new TokenError('The client is unknown, or its secret is wrong.', 'invalid_client'))
      if (!client.grants.includes(grantType))
        return refuse(new TokenError('This client may not use this grant.', 'unauthorized_client'))
      exchange(asked, answering, error => refuse(error ?? new TokenError()))
    },
    loseNext() {
      losesNext = true
    },
  }
}
