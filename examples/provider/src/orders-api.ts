import type { IncomingMessage, ServerResponse } from 'node:http'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { resourceServerClient } from './clients.ts'
import type { Tally } from './counters.ts'

/** Whom the resource API trusts, and who may call it from a page. */
export interface OrdersApi {
  readonly issuer: string
  /** The audience that an access token must be for. */
  readonly audience: string
  readonly keys: JSONWebKeySet
  readonly origins: ReadonlySet<string>
  readonly tally: Tally
}

interface Caller {
  readonly subject: string
  readonly scope: string
}

const orders = [
  { id: 1, what: 'A looking-glass', quantity: 1 },
  { id: 2, what: 'Tarts', quantity: 12 },
  { id: 3, what: 'Pocket watch, slow', quantity: 1 },
]

const requiredScope = 'orders.read'

/** The resource server (RFC 6750): it checks the signature or asks the authorization server, then audience, expiry and scope. */
export function ordersApi(api: OrdersApi) {
  const keys = createLocalJWKSet(api.keys)

  async function callerOf(token: string): Promise<Caller | undefined> {
    return token.includes('.') ? verified(token) : introspected(token)
  }

  async function verified(token: string): Promise<Caller | undefined> {
    const { issuer, audience } = api
    const checks = { issuer, audience, typ: 'at+jwt', clockTolerance: 0 }
    const result = await jwtVerify(token, keys, checks).catch(() => undefined)
    return result && { subject: String(result.payload.sub), scope: String(result.payload.scope) }
  }

  async function introspected(token: string): Promise<Caller | undefined> {
    const { id, secret } = resourceServerClient
    const authorization = `Basic ${btoa(`${id}:${encodeURIComponent(secret)}`)}`
    const body = new URLSearchParams({ token })
    const answer = await fetch(`${api.issuer}/token/introspection`, {
      method: 'POST',
      headers: { authorization },
      body,
    })
    const { active, aud, sub, client_id, scope } = await answer.json()
    return active && aud === api.audience ? { subject: sub ?? client_id, scope } : undefined
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    allowPages(api.origins, request, response)
    if (request.method === 'OPTIONS') return answer(response, 204)
    if (request.url === '/counters') return answer(response, 200, api.tally)
    if (request.url !== '/orders') return answer(response, 404, { error: 'not_found' })

    api.tally.apiRequests += 1
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const caller = token ? await callerOf(token) : undefined
    if (caller?.scope.split(' ').includes(requiredScope)) return answer(response, 200, { for: caller.subject, orders })

    api.tally.apiRejected += 1
    const [status, error] = caller ? [403, 'insufficient_scope'] : [401, token ? 'invalid_token' : undefined]
    response.setHeader(
      'www-authenticate',
      ['Bearer realm="orders"', error && `error="${error}"`].filter(Boolean).join(', '),
    )
    return answer(response, status, { error: error ?? 'missing_token' })
  }
}

function allowPages(origins: ReadonlySet<string>, request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers
  if (!origin || !origins.has(origin)) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-headers', 'authorization, content-type')
  response.setHeader('access-control-expose-headers', 'www-authenticate')
  response.setHeader('access-control-max-age', '600')
}

function answer(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}
