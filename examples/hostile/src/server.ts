import { createHash, randomUUID } from 'node:crypto'
import type { Clock, Fetch } from '@tessera/core/platform'
import { json } from './answers.ts'
import type { Answering, Json, Lies } from './lies.ts'
import { metadataOf } from './metadata.ts'
import { proofCheck } from './proofs.ts'
import { answersChallenge, requestIn, wantsJwt } from './requests.ts'
import type { Endpoint } from './scenario.ts'
import { type Claims, signers } from './signers.ts'

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
  '/par': 'pushed authorization',
  '/device': 'device authorization',
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
  const pushed = new Map<string, URLSearchParams>()
  const isProof = proofCheck()
  let lies: Lies = {}
  let last = 0
  let polls = 0
  let signedInAt = 0

  const issuer = origin
  const resource = origin.replace('id.', 'api.')
  const seconds = () => Math.floor((clock.wall() + (lies.ahead ?? 0)) / 1000)

  const honest: Readonly<Record<Endpoint, (request: Request) => Promise<Response>>> = {
    discovery: async () => json((lies.metadata ?? same)(metadataOf(origin))),
    keys: async () => json({ keys: lies.jwks ?? [signers.usual.jwk] }),
    authorization: async () => new Response(null, { status: 404 }),
    'pushed authorization': async request => {
      const requestUri = `urn:request:${pushed.size}`
      pushed.set(requestUri, new URLSearchParams(await request.text()))
      return json({ request_uri: requestUri, expires_in: 60 }, 201)
    },
    'device authorization': async () => {
      const verification_uri = `${origin}/activate`
      return json({ device_code: 'dc1', user_code: 'WDJB-MJHT', verification_uri, expires_in: 60, interval: 5 })
    },
    token: async request => {
      const isBound = request.headers.has('dpop')
      const form = new URLSearchParams(await request.clone().text())
      if (isBound && !(await isProof(request, { seconds: seconds(), nonce: lies.nonce }))) return unproved(400)
      return tokens(form, isBound ? 'DPoP' : 'Bearer')
    },
    userinfo: async request => {
      const user = { sub: 'ada', name: 'Ada', email: 'ada@example.com' }
      return wantsJwt(request) ? signed(user) : json(user)
    },
    revocation: async () => new Response(null),
    introspection: async request => {
      const token = { active: true, sub: 'ada', scope: 'orders' }
      if (!wantsJwt(request)) return json(token)
      return signed({ iat: seconds(), token_introspection: token }, { typ: 'token-introspection+jwt' })
    },
    resource: async request => {
      const [scheme, accessToken = ''] = request.headers.get('authorization')?.split(' ') ?? []
      if (!accessToken.startsWith('at')) return json({}, 401)
      if (scheme === 'Bearer') return json({ orders: [] })
      const isGood = await isProof(request, { seconds: seconds(), nonce: lies.nonce, accessToken })
      return isGood ? json({ orders: [] }) : unproved(401)
    },
  }

  function unproved(status: number): Response {
    const error = lies.nonce === undefined ? 'invalid_dpop_proof' : 'use_dpop_nonce'
    const nonce = lies.nonce === undefined ? {} : { 'dpop-nonce': lies.nonce }
    return json({ error }, status, { ...nonce, 'www-authenticate': `DPoP error="${error}"` })
  }

  async function signed(claims: Claims, header?: Claims): Promise<Response> {
    return new Response(await answerWith(claims, header), { headers: { 'content-type': 'application/jwt' } })
  }

  /** A JWT for the application that is no id_token. */
  function answerWith(claims: Claims, header?: Claims): Promise<string> {
    const whole = { iss: issuer, aud: application.id, ...claims }
    return (lies.signAnswer ?? signers.usual.sign)((lies.answer ?? same)(whole), header)
  }

  async function tokens(form: URLSearchParams, type: string): Promise<Response> {
    if (form.has('device_code') && ++polls === 1) return json({ error: 'authorization_pending' }, 400)
    const asked = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    if (form.has('code') && !answersChallenge(asked, form)) return json({ error: 'invalid_grant' }, 400)
    const nonce = asked?.get('nonce') ?? undefined
    if (form.get('grant_type') !== 'refresh_token') signedInAt = seconds()
    const isAboutUser = form.get('grant_type') !== 'client_credentials'
    const idToken = isAboutUser ? { id_token: await idTokenWith({ nonce, auth_time: signedInAt }) } : {}
    last += 1
    const grant = { access_token: `at${last}`, token_type: type, expires_in: 600, refresh_token: `rt${last}` }
    return json((lies.granted ?? same)({ ...grant, ...idToken }))
  }

  function idTokenWith(more: Json): Promise<string> {
    const iat = seconds()
    const claims = { iss: issuer, sub: 'ada', aud: application.id, iat, exp: iat + 600, name: 'Ada', ...more }
    return (lies.sign ?? signers.usual.sign)((lies.claims ?? same)(claims))
  }

  async function jwtOf(answer: URLSearchParams): Promise<URLSearchParams> {
    const response = await answerWith({ exp: seconds() + 600, ...Object.fromEntries(answer) })
    const shown = new URLSearchParams({ response })
    lies.beside?.(shown, answer)
    return shown
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
      const asked = requestIn(request.searchParams, pushed)
      const back = new URL(asked.get('redirect_uri') ?? '')
      const responseType = asked.get('response_type') ?? ''
      const answer = new URLSearchParams({ state: asked.get('state') ?? '', iss: issuer })
      const nonce = asked.get('nonce')
      const asksFor = (what: string) => responseType.split(' ').includes(what)
      const [code, accessToken] = [randomUUID(), 'at-shown']
      if (asksFor('code')) {
        codes.set(code, asked)
        answer.set('code', code)
      }
      if (asksFor('token'))
        for (const [name, value] of Object.entries({
          access_token: accessToken,
          token_type: 'Bearer',
          expires_in: '600',
        }))
          answer.set(name, value)
      if (asksFor('id_token')) {
        const c_hash = asksFor('code') ? leftHalf(code) : undefined
        const at_hash = asksFor('token') ? leftHalf(accessToken) : undefined
        answer.set('id_token', await idTokenWith({ nonce, c_hash, at_hash }))
      }
      lies.response?.(answer)
      const mode = asked.get('response_mode') ?? ''
      const shown = mode.endsWith('jwt') ? await jwtOf(answer) : answer
      if (mode === 'form_post') return shown.toString()
      back[responseType === 'code' ? 'search' : 'hash'] = shown.toString()
      return back.href
    },
    begin: () => {
      lies = all
      counts.clear()
    },
    asked: endpoint => counts.get(endpoint) ?? 0,
  }
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
