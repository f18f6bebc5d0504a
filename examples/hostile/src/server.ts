import { createHash, randomUUID } from 'node:crypto'
import type { Clock, Fetch } from '@tessera/core/platform'
import { json } from './answers.ts'
import type { Answering, Json, Lies } from './lies.ts'
import type { Endpoint } from './scenario.ts'
import { signers } from './signers.ts'

/** An authorization server and a resource that lie and fail as they are told to, once they are told to begin. */
export interface HostileServer {
  readonly issuer: string
  readonly resource: string
  readonly fetch: Fetch
  /** Sends a user who signs in back with the answer. */
  readonly visit: (request: URL) => Promise<string>
  readonly begin: () => void
  /** How often each endpoint was asked since. */
  readonly asked: (endpoint: Endpoint) => number
}

export const application = { id: 'web', secret: 'a secret', redirectUri: 'https://app.example/' } as const

const places: Readonly<Record<string, Endpoint>> = {
  '/.well-known/openid-configuration': 'discovery',
  '/.well-known/oauth-authorization-server': 'discovery',
  '/keys': 'keys',
  '/token': 'token',
  '/me': 'userinfo',
  '/revoke': 'revocation',
  '/introspect': 'introspection',
  '/orders': 'resource',
}

/** Which endpoint an address without its origin is. */
export function endpointAt(path: string): Endpoint | undefined {
  return places[path]
}

export function hostileServer(all: Lies, clock: Clock, origin = 'https://id.example'): HostileServer {
  const counts = new Map<Endpoint, number>()
  const codes = new Map<string, URLSearchParams>()
  let lies: Lies = {}
  let last = 0

  const issuer = origin
  const resource = origin.replace('id.', 'api.')
  const seconds = () => Math.floor((clock.wall() + (lies.ahead ?? 0)) / 1000)

  const honest: Readonly<Record<Endpoint, (request: Request) => Promise<Response>>> = {
    discovery: async () => json((lies.metadata ?? same)(metadataOf(origin))),
    keys: async () => json({ keys: lies.jwks ?? [signers.usual.jwk] }),
    authorization: async () => new Response(null, { status: 404 }),
    token: async request => tokens(new URLSearchParams(await request.text())),
    userinfo: async () => json({ sub: 'ada', name: 'Ada', email: 'ada@example.com' }),
    revocation: async () => new Response(null),
    introspection: async () => json({ active: true, sub: 'ada', scope: 'orders' }),
    resource: async request =>
      request.headers.get('authorization')?.startsWith('Bearer at') ? json({ orders: [] }) : json({}, 401),
  }

  async function tokens(form: URLSearchParams): Promise<Response> {
    const asked = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    if (form.has('code') && !answersChallenge(asked, form)) return json({ error: 'invalid_grant' }, 400)
    const nonce = asked?.get('nonce') ?? undefined
    const auth_time = asked?.has('max_age') ? seconds() : undefined
    const isAboutUser = form.get('grant_type') !== 'client_credentials'
    const idToken = isAboutUser ? { id_token: await idTokenWith({ nonce, auth_time }) } : {}
    last += 1
    const grant = { access_token: `at${last}`, token_type: 'Bearer', expires_in: 600, refresh_token: `rt${last}` }
    return json((lies.granted ?? same)({ ...grant, ...idToken }))
  }

  function idTokenWith(more: Json): Promise<string> {
    const iat = seconds()
    const claims = { iss: issuer, sub: 'ada', aud: application.id, iat, exp: iat + 600, name: 'Ada', ...more }
    return (lies.sign ?? signers.usual.sign)((lies.claims ?? same)(claims))
  }

  async function answered(request: Request): Promise<Response> {
    const place = endpointAt(new URL(request.url).pathname)
    if (!place) return new Response(null, { status: 404 })
    const nth = (counts.get(place) ?? 0) + 1
    counts.set(place, nth)
    const truly = () => honest[place](request)
    return place === 'authorization' ? truly() : lying(lies, place)(truly, nth)
  }

  return {
    issuer,
    resource: `${resource}/orders`,
    fetch: async (input, init) => {
      const response = await answered(new Request(input, init))
      if (lies.tellsDate) response.headers.set('date', new Date(seconds() * 1000).toUTCString())
      return response
    },
    visit: async request => {
      const asked = request.searchParams
      const back = new URL(asked.get('redirect_uri') ?? '')
      const isCode = asked.get('response_type') === 'code'
      const answer = new URLSearchParams({ state: asked.get('state') ?? '', iss: issuer })
      if (isCode) {
        const code = randomUUID()
        codes.set(code, asked)
        answer.set('code', code)
      } else {
        const accessToken = 'at-implicit'
        const idToken = await idTokenWith({ nonce: asked.get('nonce'), at_hash: leftHalf(accessToken) })
        const granted = { access_token: accessToken, token_type: 'Bearer', expires_in: '600', id_token: idToken }
        for (const [name, value] of Object.entries(granted)) answer.set(name, value)
      }
      lies.response?.(answer)
      back[isCode ? 'search' : 'hash'] = answer.toString()
      return back.href
    },
    begin: () => {
      lies = all
      counts.clear()
    },
    asked: endpoint => counts.get(endpoint) ?? 0,
  }
}

function metadataOf(origin: string): Json {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    jwks_uri: `${origin}/keys`,
    userinfo_endpoint: `${origin}/me`,
    revocation_endpoint: `${origin}/revoke`,
    introspection_endpoint: `${origin}/introspect`,
    authorization_response_iss_parameter_supported: true,
  }
}

/** RFC 7636 §4.6. */
function answersChallenge(asked: URLSearchParams | undefined, form: URLSearchParams): boolean {
  const hash = createHash('sha256').update(form.get('code_verifier') ?? '')
  return asked?.get('code_challenge') === hash.digest('base64url')
}

function lying(lies: Lies, place: Exclude<Endpoint, 'authorization'>): Answering {
  return lies[place] ?? (honest => honest())
}

/** OpenID Connect Core §3.2.2.9. */
export function leftHalf(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
}

function same<T>(honest: T): T {
  return honest
}
