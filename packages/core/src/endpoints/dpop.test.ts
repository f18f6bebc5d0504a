import { Readable } from 'node:stream'
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, EmbeddedJWK, exportJWK, jwtVerify } from 'jose'
import { describe, expect, it, vi } from 'vitest'
import { fakeFetch, json, type SeenRequest } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { outputs } from '../../test-support/outputs.js'
import { identifyByUserinfo } from '../grants/identify-by-userinfo.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import { none } from './client-authentication.js'
import { dpopKeyPair, type ProofKeyPair, proofOfPossession } from './dpop.js'
import { requestToken } from './token.js'

const wall = 1_700_000_000_000
const { clock } = handClock(wall)
const api = 'https://api.example'
const bound = { access_token: 'at', token_type: 'DPoP' }
const code = parameters({ grantType: 'authorization_code', code: 'c' })
const refresh = parameters({ grantType: 'refresh_token', refreshToken: 'rt' })

function registration(about: Partial<Registration> = {}): Registration {
  const issuer = 'https://id.example'
  const server = { issuer, tokenEndpoint: `${issuer}/token?tenant=1`, userinfoEndpoint: `${issuer}/me` }
  return { server, clientId: 'web', authentication: none, proof: proofOfPossession(undefined, clock), ...about }
}

const claims = ({ headers }: SeenRequest) => decodeJwt(headers.get('dpop') ?? '')
const wants = (nonce: string, status = 400) => json({ error: 'use_dpop_nonce' }, status, { 'dpop-nonce': nonce })
const challenged = (error: string, headers: Readonly<Record<string, string>> = {}) =>
  new Response('no', { status: 401, headers: { 'www-authenticate': `DPoP error="${error}"`, ...headers } })

/** A resource behind the platform's `fetch`, and what it saw. */
function resource(answer: (request: Request, count: number) => Response) {
  const seen: { readonly headers: Headers; readonly body: string; readonly redirect: string }[] = []
  const proving = proofOfPossession(undefined, clock).fetch(async (input, init) => {
    const request = new Request(input, init)
    seen.push({ headers: request.headers, body: await request.text(), redirect: request.redirect })
    return answer(request, seen.length)
  })
  const call = (input: RequestInfo | URL, init: RequestInit = {}) =>
    proving(input, { ...init, headers: { authorization: 'Bearer at' } })
  return { proving, call, seen }
}

describe('a token request with a proof', () => {
  it('says method and address without query, once, in a signature that its own key opens', async () => {
    const pair = await dpopKeyPair()
    const proof = proofOfPossession(async () => pair, clock)
    const { fetch, requests } = fakeFetch(() => json(bound))
    for (let time = 0; time < 2; time++) await requestToken(registration({ proof }), code, { fetch, clock })
    const [first, second] = requests.map(({ headers }) => headers.get('dpop') ?? '')
    const options = { typ: 'dpop+jwt', algorithms: ['ES256'], currentDate: new Date(wall) }
    const { payload, protectedHeader } = await jwtVerify(first ?? '', EmbeddedJWK, options)
    expect(payload).toEqual({ htm: 'POST', htu: 'https://id.example/token', iat: wall / 1000, jti: payload.jti })
    expect(decodeJwt(second ?? '').jti).not.toBe(payload.jti)
    expect(Object.keys(protectedHeader.jwk ?? {})).toEqual(['kty', 'crv', 'x', 'y'])
    expect(await proof.thumbprint()).toBe(await calculateJwkThumbprint(await exportJWK(pair.publicKey)))
  })

  it('is made anew, credentials and all, when the server wants a nonce, and then keeps to the nonce', async () => {
    let secrets = 0
    const authentication: Registration['authentication'] = headers => headers.set('authorization', `${++secrets}`)
    const { fetch, requests } = fakeFetch((_, count) =>
      count === 1 ? wants('n1') : json(bound, 200, { 'dpop-nonce': 'n2' }),
    )
    const client = registration({ authentication })
    await requestToken(client, refresh, { fetch, clock })
    await requestToken(client, refresh, { fetch, clock })
    expect(requests.map(request => claims(request).nonce)).toEqual([undefined, 'n1', 'n2'])
    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual(['1', '2', '3'])
    expect(new Set(requests.map(request => claims(request).jti)).size).toBe(3)
  })

  it('is tried once more only, and not at all without a nonce to be read', async () => {
    const changing = fakeFetch((_, count) => wants(`n${count}`))
    const hidden = fakeFetch(() => json({ error: 'use_dpop_nonce' }, 400))
    for (const [{ fetch, requests }, tries] of [
      [changing, 2],
      [hidden, 1],
    ] as const) {
      const error = await requestToken(registration(), refresh, { fetch, clock }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'request_refused', serverError: 'use_dpop_nonce' })
      expect(requests).toHaveLength(tries)
      for (const { headers } of requests) expect(outputs(error)).not.toContain(headers.get('dpop'))
    }
  })

  it.each(['invalid_grant', 'invalid_client', 'slow_down'])(
    'is not sent again for %s, whatever nonce comes',
    async error => {
      const { fetch, requests } = fakeFetch(() => json({ error }, 400, { 'dpop-nonce': 'n' }))
      await expect(requestToken(registration(), refresh, { fetch, clock })).rejects.toThrow(error)
      expect(requests).toHaveLength(1)
    },
  )

  it('is sent again in the time of a server that tells its own', async () => {
    const date = new Date(wall + 600_000).toUTCString()
    const { fetch, requests } = fakeFetch((_, count) =>
      count === 1
        ? json({ error: 'invalid_dpop_proof' }, 400, { date })
        : json(bound, 200, { date: 'Thu, 01 Jan 1970 00:00:00 GMT' }),
    )
    const client = registration()
    await requestToken(client, refresh, { fetch, clock })
    await requestToken(client, refresh, { fetch, clock })
    const late = wall / 1000 + 600
    expect(requests.map(request => claims(request).iat)).toEqual([wall / 1000, late, late])
  })

  it('takes no bearer token for a code, and throws none away that a refresh token was spent for', async () => {
    const { fetch } = fakeFetch(() => json({ access_token: 'at', token_type: 'bearer' }))
    const asked = requestToken(registration(), code, { fetch, clock })
    await expect(asked).rejects.toMatchObject({ code: 'token_unbound', retryable: false })
    expect((await requestToken(registration(), refresh, { fetch, clock })).tokens.tokenType).toBe('Bearer')
  })

  it('is not sent when the key cannot be had, and has then spent nothing', async () => {
    const gone = proofOfPossession(() => Promise.reject(new Error('no database')), clock)
    const { fetch, requests } = fakeFetch(() => json(bound))
    const asked = requestToken(registration({ proof: gone }), refresh, { fetch, clock })
    await expect(asked).rejects.toMatchObject({ code: 'storage_failed', facts: { unsent: true } })
    await expect(gone.thumbprint()).rejects.toMatchObject({ code: 'storage_failed' })
    expect(requests).toEqual([])
  })

  it('goes on with the key it had when the next look fails, and with another once that is found', async () => {
    const [one, other] = [await dpopKeyPair(), await dpopKeyPair()]
    let found: Promise<ProofKeyPair> = Promise.resolve(one)
    const proof = proofOfPossession(() => found, clock)
    const before = await proof.thumbprint()
    const { fetch, requests } = fakeFetch(() => json(bound))
    found = Promise.reject(new Error('no database'))
    await expect(proof.thumbprint()).rejects.toThrow()
    await requestToken(registration({ proof }), refresh, { fetch, clock })
    found = Promise.resolve(other)
    const after = await proof.thumbprint()
    await requestToken(registration({ proof }), refresh, { fetch, clock })
    const used = requests.map(({ headers }) => decodeProtectedHeader(headers.get('dpop') ?? '').jwk ?? {})
    expect(await Promise.all(used.map(jwk => calculateJwkThumbprint(jwk)))).toEqual([before, after])
  })

  it('is by one key for as long as the program runs, which no script can read', async () => {
    const proof = proofOfPossession()
    expect(await proof.thumbprint()).toBe(await proof.thumbprint())
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
    expect((await dpopKeyPair()).privateKey).toMatchObject({ extractable: false, usages: privateKey.usages })
  })

  it('keeps to the key that was found last when an earlier look fails after that', async () => {
    const pair = await dpopKeyPair()
    const fails: ((cause: Error) => void)[] = []
    let looks = 0
    const looking = () => {
      looks += 1
      return looks === 1 ? new Promise<ProofKeyPair>((_, reject) => fails.push(reject)) : Promise.resolve(pair)
    }
    const proof = proofOfPossession(looking, clock)
    const first = expect(proof.thumbprint()).rejects.toMatchObject({ code: 'storage_failed' })
    await proof.thumbprint()
    for (const fail of fails) fail(new Error('no database'))
    await first
    await requestToken(registration({ proof }), refresh, { fetch: fakeFetch(() => json(bound)).fetch, clock })
    expect(looks).toBe(2)
  })

  it.each([
    ['4 seconds', 4, 1],
    ['5 seconds', 5, 2],
    ['minus 5 seconds', -5, 2],
  ])('takes a server’s time for another from five seconds on: %s', async (_, seconds, tries) => {
    const date = new Date(wall + seconds * 1000).toUTCString()
    const { fetch, requests } = fakeFetch(() => json({ error: 'invalid_dpop_proof' }, 400, { date }))
    await expect(requestToken(registration(), refresh, { fetch, clock })).rejects.toThrow('invalid_dpop_proof')
    expect(requests).toHaveLength(tries)
    const last = requests.at(-1)
    expect(last && claims(last).iat).toBe(wall / 1000 + (tries === 2 ? seconds : 0))
  })

  it('keeps to a time that it knows, and tries nothing again for a second or two', async () => {
    const refusedAt = (seconds: number) =>
      json({ error: 'invalid_dpop_proof' }, 400, { date: new Date(wall + seconds * 1000).toUTCString() })
    const { fetch, requests } = fakeFetch((_, count) => (count === 2 ? json(bound) : refusedAt(600 + count)))
    const client = registration()
    await requestToken(client, refresh, { fetch, clock })
    await expect(requestToken(client, refresh, { fetch, clock })).rejects.toThrow('invalid_dpop_proof')
    expect(requests.map(request => Number(claims(request).iat) - wall / 1000)).toEqual([0, 601, 601])
  })

  it('is answered as any other by a server that has no JSON', async () => {
    const { fetch } = fakeFetch(() => new Response('<html>', { status: 502 }))
    await expect(requestToken(registration(), code, { fetch, clock })).rejects.toMatchObject({ code: 'server_failed' })
  })

  it('needs a pair for ES256', async () => {
    const wrong = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, false, ['sign', 'verify'])
    const proof = proofOfPossession(async () => wrong, clock)
    await expect(proof.thumbprint()).rejects.toMatchObject({ code: 'invalid_options', facts: { name: 'dpop' } })
  })
})

describe('a fetch with proofs', () => {
  it('turns a bearer token into one with a proof that names it', async () => {
    const { call, seen } = resource(() => new Response('yes'))
    await call(`${api}/me?page=2#top`, { method: 'post', body: 'order' })
    const [request] = seen
    expect(request?.headers.get('authorization')).toBe('DPoP at')
    const proof = decodeJwt(request?.headers.get('dpop') ?? '')
    const ath = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from('at'))).toString('base64url')
    expect(proof).toMatchObject({ htm: 'POST', htu: `${api}/me`, ath })
  })

  it('leaves a request without a token as it is', async () => {
    const { proving, seen } = resource(() => new Response('yes'))
    await proving(`${api}/public`)
    expect([...(seen[0]?.headers.keys() ?? [])]).toEqual([])
    for (const authorization of ['Basic QTpC', 'NoBearer at', 'Bearer'])
      await proving(`${api}/`, { headers: { authorization } })
    const kept = seen.slice(1).map(({ headers }) => [headers.get('authorization'), headers.has('dpop')])
    expect(kept).toEqual([
      ['Basic QTpC', false],
      ['NoBearer at', false],
      ['Bearer', false],
    ])
  })

  it('proves what a request object says of itself, and what is said beside it', async () => {
    const { proving, seen } = resource(() => new Response('yes'))
    const request = new Request(`${api}/me?a`, { method: 'PUT', headers: { authorization: 'Bearer at', 'x-own': '1' } })
    await proving(request)
    await proving(request, { method: 'delete' })
    await proving(new URL(`${api}/me`), { headers: { authorization: 'Bearer at' } })
    expect(seen.map(({ headers }) => headers.get('x-own'))).toEqual(['1', '1', null])
    expect(seen.map(({ headers }) => decodeJwt(headers.get('dpop') ?? ''))).toMatchObject([
      { htm: 'PUT', htu: `${api}/me` },
      { htm: 'DELETE', htu: `${api}/me` },
      { htm: 'GET', htu: `${api}/me` },
    ])
  })

  it('goes where its proof says, though the URL is changed meanwhile', async () => {
    const addresses: string[] = []
    const { call, seen } = resource(({ url }) => {
      addresses.push(url)
      return new Response('yes')
    })
    const url = new URL(`${api}/me`)
    const called = call(url)
    url.host = 'evil.example'
    await called
    expect(addresses).toEqual([`${api}/me`])
    expect(decodeJwt(seen[0]?.headers.get('dpop') ?? '').htu).toBe(`${api}/me`)
  })

  it('tries again for a time that is news, and reads nothing of the refusal', async () => {
    let left = 0
    const body = new ReadableStream({
      cancel: () => {
        left += 1
      },
    })
    const late = { date: new Date(wall + 60_000).toUTCString(), 'www-authenticate': 'DPoP error="invalid_dpop_proof"' }
    const { call, seen } = resource((_, count) =>
      count === 1 ? new Response(body, { status: 401, headers: late }) : new Response('yes'),
    )
    expect((await call(`${api}/`)).ok).toBe(true)
    expect(seen.map(({ headers }) => decodeJwt(headers.get('dpop') ?? '').iat)).toEqual([wall / 1000, wall / 1000 + 60])
    expect(left).toBe(1)
  })

  it('tries again after a refusal without a word', async () => {
    const headers = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n' }
    const { call } = resource((_, count) => new Response(null, count === 1 ? { status: 401, headers } : {}))
    expect((await call(`${api}/`)).ok).toBe(true)
  })

  it('sends by the platform’s fetch, as it is then, where it is given none', async () => {
    const proving = proofOfPossession(undefined, clock).fetch()
    const { fetch, requests } = fakeFetch(() => new Response('yes'))
    vi.stubGlobal('fetch', fetch)
    const response = await proving(`${api}/`, { headers: { authorization: 'Bearer at' } })
    vi.unstubAllGlobals()
    expect([await response.text(), requests[0]?.headers.get('authorization')]).toEqual(['yes', 'DPoP at'])
  })

  it.each([400, 403])('takes no other status for a refusal of the proof: %i', async status => {
    const headers = { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n' }
    const { call, seen } = resource(() => new Response('no', { status, headers }))
    expect((await call(`${api}/`)).status).toBe(status)
    expect(seen).toHaveLength(1)
  })

  it('turns away from a refusal and from a redirect, hidden, followed or plain', async () => {
    let left = 0
    const body = () =>
      new ReadableStream({
        cancel: () => {
          left += 1
          throw new Error('nobody needs to hear of this')
        },
      })
    const headers = { 'www-authenticate': 'DPoP error="use_dpop_nonce"' }
    const refused = resource(() => new Response(body(), { status: 401, headers }))
    const code = 'request_refused'
    await expect(refused.call(`${api}/`)).rejects.toMatchObject({ code, facts: { origin: api, status: 401 } })
    const moved = resource(() => new Response(body(), { status: 307, headers: { location: 'https://evil.example/' } }))
    await expect(moved.call(`${api}/`)).rejects.toMatchObject({ code: 'redirect_refused' })
    expect(left).toBe(2)
    const hidden = resource(() => Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' }))
    const followed = resource(() => Object.defineProperty(new Response('x'), 'redirected', { value: true }))
    const facts = { origin: api, status: undefined }
    await expect(hidden.call(`${api}/`)).rejects.toMatchObject({ code: 'redirect_refused', facts })
    await expect(followed.call(`${api}/`)).rejects.toMatchObject({ code: 'redirect_refused', facts: { origin: api } })
  })

  it('keeps the nonces of origins apart, learns them from every answer, and is never slower for one it knows', async () => {
    const { call, seen } = resource(({ url }, count) =>
      count === 1
        ? challenged('use_dpop_nonce', { 'dpop-nonce': 'n1' })
        : new Response(url, { headers: { 'dpop-nonce': 'n2' } }),
    )
    for (const url of [`${api}/1`, `${api}/2`, 'https://other.example/']) expect((await call(url)).ok).toBe(true)
    expect(seen.map(({ headers }) => decodeJwt(headers.get('dpop') ?? '').nonce)).toEqual([
      undefined,
      'n1',
      'n2',
      undefined,
    ])
  })

  it.each([
    ['a text', `${api}/`, { method: 'POST', body: 'order' }],
    ['a request', new Request(`${api}/`, { method: 'POST', body: 'order' }), {}],
  ])('sends the body of %s again', async (_, input, init) => {
    const { call, seen } = resource((_, count) =>
      count === 1 ? challenged('use_dpop_nonce', { 'dpop-nonce': 'n' }) : new Response('yes'),
    )
    expect((await call(input, init)).status).toBe(200)
    expect(seen.map(({ body }) => body)).toEqual(['order', 'order'])
  })

  it('tries with the nonce that the challenge of DPoP wants, whatever those of other schemes say before it', async () => {
    const challenges = 'Bearer error="invalid_token", DPoP error="use_dpop_nonce"'
    const headers = { 'www-authenticate': challenges, 'dpop-nonce': 'n' }
    const { call, seen } = resource((_, count) =>
      count === 1 ? new Response('no', { status: 401, headers }) : new Response('yes'),
    )
    expect((await call(`${api}/`)).status).toBe(200)
    expect(seen).toHaveLength(2)
  })

  it.each([
    ['a stream', () => new Blob(['order']).stream()],
    [
      'an async generator',
      async function* () {
        yield Buffer.from('order')
      },
    ],
    ['a Readable', () => Readable.from([Buffer.from('order')])],
  ])('does not send %s again: it says why it was refused', async (_, body) => {
    const { call, seen } = resource(() => challenged('use_dpop_nonce', { 'dpop-nonce': 'n' }))
    const init: RequestInit = { method: 'POST' }
    Object.assign(init, { body: body(), duplex: 'half' })
    const sent = call(`${api}/`, init)
    await expect(sent).rejects.toMatchObject({
      code: 'request_refused',
      serverError: 'use_dpop_nonce',
      facts: { origin: api },
    })
    expect(seen).toHaveLength(1)
  })

  it('tries with a nonce also where the challenge cannot be read, and leaves every other refusal to whoever asked', async () => {
    const hidden = resource((_, count) =>
      count === 1 ? new Response('no', { status: 401, headers: { 'dpop-nonce': 'n' } }) : new Response('yes'),
    )
    expect((await hidden.call(`${api}/`)).status).toBe(200)
    const rejected = resource(() => challenged('invalid_token', { 'dpop-nonce': 'n' }))
    expect((await rejected.call(`${api}/`)).status).toBe(401)
    const silent = resource(() => new Response('no', { status: 401 }))
    expect((await silent.call(`${api}/`)).status).toBe(401)
    expect([hidden.seen.length, rejected.seen.length, silent.seen.length]).toEqual([2, 1, 1])
  })

  it.each([301, 302, 303, 307, 308])(
    'follows no redirect (%i), and leaves one alone that the caller handles',
    async status => {
      const { call, seen } = resource(
        () => new Response(null, { status, headers: { location: 'https://evil.example/' } }),
      )
      await expect(call(`${api}/`)).rejects.toMatchObject({ code: 'redirect_refused', facts: { origin: api, status } })
      expect((await call(`${api}/`, { redirect: 'manual' })).status).toBe(status)
      expect((await call(new Request(`${api}/`, { redirect: 'error' }))).status).toBe(status)
      expect(seen.map(({ redirect }) => redirect)).toEqual(['manual', 'manual', 'error'])
    },
  )

  it('takes a page that was not modified for what it is', async () => {
    const { call } = resource(() => new Response(null, { status: 304 }))
    expect((await call(`${api}/`)).status).toBe(304)
  })

  it('carries user info, too', async () => {
    const { fetch, requests } = fakeFetch((_, count) => (count === 1 ? wants('n', 401) : json({ sub: 'ada' })))
    const tokens = { accessToken: 'at', tokenType: 'DPoP', receivedAt: wall }
    const { user } = await identifyByUserinfo(registration(), tokens, { fetch, clock })
    expect(user).toEqual({ sub: 'ada' })
    expect(requests.map(request => [request.headers.get('authorization'), claims(request).nonce])).toEqual([
      ['DPoP at', undefined],
      ['DPoP at', 'n'],
    ])
  })
})
