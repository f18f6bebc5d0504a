import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { outputs } from '../../test-support/outputs.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import type { Fetch } from '../ports/fetch.js'
import { clientSecretBasic, none, tlsClient } from './client-authentication.js'
import { requestToken } from './token.js'

const registration: Registration = {
  server: { issuer: 'https://id.example', tokenEndpoint: 'https://id.example/token' },
  clientId: 'web',
  authentication: none,
}
const secret = 'a refresh token that nobody may see'
const form = parameters({ grantType: 'refresh_token', refreshToken: secret, scope: 'asked' })

function failed(code: Error & { code?: string }, message = 'fetch failed'): Fetch {
  return async () => {
    throw new TypeError(message, { cause: code })
  }
}

function coded(code: string): Error {
  return Object.assign(new Error(`connect ${code}`), { code })
}

describe('a token request', () => {
  it('is one guarded POST: a form, no cookies, no cache, no redirects, JSON wanted', async () => {
    const { fetch, requests } = fakeFetch(() => json({ access_token: 'at' }))
    const { tokens } = await requestToken(registration, form, { fetch, clock: handClock(5_000).clock })
    expect(tokens).toEqual({ accessToken: 'at', tokenType: 'Bearer', scope: 'asked', receivedAt: 5_000 })
    const [request] = requests
    expect(request).toMatchObject({ url: 'https://id.example/token', method: 'POST' })
    expect(request?.init).toMatchObject({ credentials: 'omit', cache: 'no-store', redirect: 'manual' })
    expect(request?.headers.get('accept')).toBe('application/json')
    expect(request?.form.toString()).toBe(`${form}&client_id=web`)
    expect(requests).toHaveLength(1)
  })

  it('leaves the caller’s parameters alone', async () => {
    const { fetch } = fakeFetch(() => json({ access_token: 'at' }))
    const mine = new URLSearchParams(form)
    await requestToken(registration, mine, { fetch })
    expect(mine.toString()).toBe(form.toString())
  })

  it.each([429, 500, 503])('is never sent again by itself, not after %i', async status => {
    const { fetch, requests } = fakeFetch(() => json({}, status, { 'retry-after': '7' }))
    const sent = requestToken(registration, form, { fetch })
    const code = status === 429 ? 'rate_limited' : 'server_failed'
    await expect(sent).rejects.toMatchObject({
      code,
      facts: { status, retryAfter: 7_000, origin: 'https://id.example' },
    })
    expect(requests).toHaveLength(1)
  })

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i)', async status => {
    const { fetch, requests } = fakeFetch(() => new Response(null, { status, headers: { location: 'https://evil' } }))
    await expect(requestToken(registration, form, { fetch })).rejects.toMatchObject({
      code: 'redirect_refused',
      facts: { origin: 'https://id.example', status },
    })
    expect(requests).toHaveLength(1)
  })

  it('recognises a redirect that a browser hides, and one that a native shell has followed', async () => {
    const hidden: Fetch = async () => Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' })
    const followed: Fetch = async () => Object.defineProperty(json({}), 'redirected', { value: true })
    for (const fetch of [hidden, followed])
      await expect(requestToken(registration, form, { fetch })).rejects.toMatchObject({ code: 'redirect_refused' })
  })

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'that failed with %s was certainly not seen by the server',
    async code => {
      await expect(requestToken(registration, form, { fetch: failed(coded(code)) })).rejects.toMatchObject({
        code: 'network_failed',
        facts: { origin: 'https://id.example', unsent: true, reason: code },
      })
    },
  )

  it.each(['ECONNRESET', 'UND_ERR_SOCKET', 'ETIMEDOUT'])('that failed with %s may have been seen', async code => {
    const error = await requestToken(registration, form, { fetch: failed(coded(code)) }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'network_failed', facts: { unsent: undefined, reason: code } })
  })

  it('keeps the words of the cause, and nothing of the request that it may carry', async () => {
    const cause = Object.assign(coded('ECONNRESET'), { request: { body: form.toString() } })
    const told = await requestToken(registration, form, { fetch: failed(cause) }).catch((thrown: unknown) => thrown)
    expect(outputs(told)).toContain('connect ECONNRESET')
    expect(outputs(told)).not.toContain('nobody')
    const echo = failed(coded('ECONNRESET'), `could not send ${form}`)
    const untold = await requestToken(registration, form, { fetch: echo }).catch((thrown: unknown) => thrown)
    expect(outputs(untold)).not.toContain('nobody')
  })

  it('gives up after its time, and tells the transport', async () => {
    const { clock, advance } = handClock()
    const seen: (AbortSignal | null | undefined)[] = []
    const silent: Fetch = (_url, init) => {
      seen.push(init?.signal)
      return new Promise(() => {})
    }
    const sent = requestToken(registration, form, { fetch: silent, clock, timeout: 1_000 })
    const outcome = expect(sent).rejects.toMatchObject({ code: 'timed_out', facts: { origin: 'https://id.example' } })
    await advance(999)
    expect(seen[0]?.aborted).toBe(false)
    await advance(1)
    expect(seen[0]?.aborted).toBe(true)
    await outcome
  })

  it('gives up also when the answer begins and never ends', async () => {
    const { clock, advance } = handClock()
    const endless: Fetch = async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))
    const outcome = expect(requestToken(registration, form, { fetch: endless, clock })).rejects.toMatchObject({
      code: 'timed_out',
    })
    await advance(20_000)
    await outcome
  })

  it('reads no more than a megabyte', async () => {
    let pulled = 0
    const flood: Fetch = async () =>
      new Response(
        new ReadableStream({
          pull: controller => {
            pulled += 1
            controller.enqueue(new Uint8Array(100_000))
          },
        }),
      )
    await expect(requestToken(registration, form, { fetch: flood })).rejects.toMatchObject({
      code: 'answer_too_large',
      facts: { origin: 'https://id.example' },
    })
    expect(pulled).toBeLessThan(20)
  })

  it('tells how far this clock is ahead of the server’s, where the server tells the time', async () => {
    const wall = Date.UTC(2026, 0, 1, 12)
    const { clock, jumpWall } = handClock(wall)
    const telling = (date: string) =>
      fakeFetch(() => {
        jumpWall(2_000)
        return json({ access_token: 'at' }, 200, { date })
      }).fetch
    const noon = { fetch: telling('Thu, 01 Jan 2026 12:00:00 GMT'), clock }
    expect(await requestToken(registration, form, noon)).toMatchObject({ ahead: 1_000 })
    expect(await requestToken(registration, form, { fetch: telling('noon'), clock })).not.toHaveProperty('ahead')
  })

  it('that loses its answer half way is a failure of the network', async () => {
    const cut: Fetch = async () =>
      new Response(
        new ReadableStream({
          start: controller => {
            controller.enqueue(new TextEncoder().encode('{"access_to'))
            controller.error(new TypeError('terminated'))
          },
        }),
      )
    await expect(requestToken(registration, form, { fetch: cut })).rejects.toMatchObject({
      code: 'network_failed',
      facts: { unsent: undefined },
    })
  })

  it('needs a token endpoint over https, before anything is sent', async () => {
    const { fetch, requests } = fakeFetch(() => json({}))
    const at = (tokenEndpoint?: string): Registration => ({
      ...registration,
      server: { issuer: 'https://id.example', ...(tokenEndpoint && { tokenEndpoint }) },
    })
    await expect(requestToken(at(), form, { fetch })).rejects.toMatchObject({
      code: 'endpoint_missing',
      facts: { endpoint: 'token' },
    })
    await expect(requestToken(at('http://id.example/token'), form, { fetch })).rejects.toMatchObject({
      code: 'insecure_url',
    })
    expect(requests).toHaveLength(0)
  })

  it('of a client with a certificate goes where certificates are asked for, if there is such a place', async () => {
    const { fetch, requests } = fakeFetch(() => json({ access_token: 'at' }))
    const mtlsEndpointAliases = { tokenEndpoint: 'https://mtls.id.example/token' }
    const withAliases = { ...registration, server: { ...registration.server, mtlsEndpointAliases } }
    await requestToken({ ...withAliases, authentication: tlsClient }, form, { fetch })
    await requestToken({ ...registration, authentication: tlsClient }, form, { fetch })
    await requestToken(withAliases, form, { fetch })
    expect(requests.map(({ url }) => url)).toEqual([
      'https://mtls.id.example/token',
      'https://id.example/token',
      'https://id.example/token',
    ])
  })

  it('whose credentials cannot be had is certainly not sent, and says why without what is attached to the cause', async () => {
    const { fetch, requests } = fakeFetch(() => json({ access_token: 'at' }))
    const authentication = () => {
      throw Object.assign(new Error('the key service is away'), { request: secret })
    }
    const error = await requestToken({ ...registration, authentication }, form, { fetch }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({
      code: 'credential_unavailable',
      retryable: true,
      facts: { name: 'authentication', unsent: true },
    })
    expect(outputs(error)).toContain('the key service is away')
    expect(outputs(error)).not.toContain(secret)
    expect(requests).toHaveLength(0)
  })

  it('tells no secret of the form or the header, even if the server repeats them', async () => {
    const authentication = clientSecretBasic('the client’s own secret')
    const { fetch } = fakeFetch(({ headers }) =>
      json({ error: 'invalid_client', error_description: `Got ${headers.get('authorization')}, ${secret}` }, 401),
    )
    const error = await requestToken({ ...registration, authentication }, form, { fetch }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'client_refused', facts: { description: undefined } })
    expect(outputs(error)).not.toMatch(/nobody|own secret|Basic/)
  })
})
