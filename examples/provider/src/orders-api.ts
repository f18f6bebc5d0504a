import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { AccessTokenCheck } from './access-token-check.ts'
import type { Tally } from './counters.ts'
import type { ProofCheck, ProofVerdict } from './proof-check.ts'

export interface OrdersApi {
  readonly callerOf: AccessTokenCheck
  /** The origins whose pages may call it. */
  readonly origins: ReadonlySet<string>
  readonly tally: Tally
  /** Absent where no token is bound to a key. */
  readonly proofs?: ProofCheck
  /** Its own address, as proofs must name it. */
  readonly address?: string
}

const orders = [
  { id: 1, what: 'A looking-glass', quantity: 1 },
  { id: 2, what: 'Tarts', quantity: 12 },
  { id: 3, what: 'Pocket watch, slow', quantity: 1 },
]

const requiredScope = 'orders.read'

/** The resource server (RFC 6750, RFC 9449 §7). */
export function ordersApi(api: OrdersApi): RequestListener {
  const { callerOf } = api

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    allowPages(api.origins, request, response)
    if (request.method === 'OPTIONS') return answer(response, 204)
    if (request.method !== 'GET') return answer(response, 405, { error: 'method_not_allowed' })
    const path = request.url?.split('?')[0]
    if (path === '/counters') return answer(response, 200, api.tally)
    if (path !== '/orders') return answer(response, 404, { error: 'not_found' })

    api.tally.apiRequests += 1
    const [, scheme = '', token] = /^(Bearer|DPoP) (.+)$/i.exec(request.headers.authorization ?? '') ?? []
    const verdict = /dpop/i.test(scheme) && token ? await verdictOn(request, path, token) : undefined
    const nonce = api.proofs?.nonce()
    if (nonce) response.setHeader('dpop-nonce', nonce)
    if (verdict && 'error' in verdict) {
      api.tally.apiRejected += 1
      return refuse(response, 401, verdict.error, 'DPoP')
    }

    const found = token ? await callerOf(token) : undefined
    const caller = found?.boundTo === verdict?.thumbprint ? found : undefined
    if (caller?.scopes.has(requiredScope)) return answer(response, 200, { for: caller.subject, orders })

    api.tally.apiRejected += 1
    if (!token) return refuse(response, 401)
    return caller ? refuse(response, 403, 'insufficient_scope') : refuse(response, 401, 'invalid_token')
  }

  /** A token of the scheme DPoP without a proof is one with a wrong proof. */
  async function verdictOn(request: IncomingMessage, path: string, accessToken: string): Promise<ProofVerdict> {
    const proof = request.headers.dpop
    const proved = { method: request.method ?? '', url: `${api.address}${path}`, accessToken }
    const verdict = typeof proof === 'string' ? await api.proofs?.check(proof, proved) : undefined
    return verdict ?? { error: 'invalid_dpop_proof' }
  }

  return (request, response) => {
    // Checking a token fails only when the authorization server, which knows the answer, cannot be reached.
    serve(request, response).catch(() => answer(response, 503, { error: 'temporarily_unavailable' }))
  }
}

/** Lets pages of these origins read the answers. */
export function allowPages(origins: ReadonlySet<string>, request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers
  if (!origin || !origins.has(origin)) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-headers', 'authorization, content-type, dpop')
  response.setHeader('access-control-expose-headers', 'www-authenticate, dpop-nonce')
  response.setHeader('access-control-max-age', '600')
}

function refuse(response: ServerResponse, status: 401 | 403, error?: string, scheme = 'Bearer'): void {
  response.setHeader('www-authenticate', `${scheme} realm="orders"${error ? `, error="${error}"` : ''}`)
  answer(response, status, { error: error ?? 'missing_token' })
}

function answer(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}
