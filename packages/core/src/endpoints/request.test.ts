import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { OAuthError } from '../errors.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import { none } from './client-authentication.js'
import { authenticatedEndpoints, exchange, formRequest, getRequest } from './request.js'

const origin = 'https://id.example'
const outgoing = getRequest(`${origin}/me`)
const registration: Registration = { server: { issuer: origin }, clientId: 'web', authentication: none }

/** A body in these parts, and whether anybody has turned away from it. */
function streamed(parts: readonly Uint8Array<ArrayBuffer>[]) {
  const left = [...parts]
  let isLeft = false
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: controller => {
      const part = left.shift()
      if (part) controller.enqueue(part)
      else controller.close()
    },
    cancel: () => {
      isLeft = true
      throw new Error('nobody needs to hear of this')
    },
  })
  return { body, isLeft: () => isLeft }
}

const sent = (response: Response) => exchange(outgoing, {}, async () => response)

describe('an exchange', () => {
  it('reads a megabyte, and not a byte more', async () => {
    const largest = 'x'.repeat(2 ** 20)
    expect((await sent(new Response(largest))).text).toBe(largest)
    await expect(sent(new Response(`${largest}x`))).rejects.toMatchObject({
      code: 'answer_too_large',
      facts: { origin },
    })
    const flood = streamed([new Uint8Array(2 ** 20), new Uint8Array(1), new Uint8Array(1)])
    await expect(sent(new Response(flood.body))).rejects.toMatchObject({ code: 'answer_too_large' })
    expect(flood.isLeft()).toBe(true)
  })

  it('reads a letter that comes in two parts, and half a one for what it is', async () => {
    const bytes = new TextEncoder().encode('é')
    const { body } = streamed([bytes.slice(0, 1), bytes.slice(1), bytes.slice(0, 1)])
    expect((await sent(new Response(body))).text).toBe('é\uFFFD')
    expect((await sent(new Response(null))).text).toBe('')
  })

  it.each([300, 304, 399])('that is answered with %i is a redirect, and reads nothing of it', async status => {
    const { body, isLeft } = streamed([new Uint8Array(1)])
    const response = new Response(status === 304 ? null : body, { status })
    await expect(sent(response)).rejects.toMatchObject({ code: 'redirect_refused', facts: { origin, status } })
    expect(isLeft()).toBe(status !== 304)
  })

  it('that a browser hides a redirect of has no status to tell', async () => {
    const hidden = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' })
    const error = await sent(hidden).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'redirect_refused', facts: { origin, status: undefined } })
  })

  it('tells what is known of the answer', async () => {
    const headers = { 'content-type': 'text/plain', 'retry-after': '3' }
    expect(await sent(new Response('body', { status: 400, headers }))).toEqual({
      ...{
        origin,
        status: 400,
        contentType: 'text/plain',
        retryAfter: 3_000,
        ahead: undefined,
        text: 'body',
        secrets: [],
      },
    })
    expect(await sent(new Response(null))).toMatchObject({ contentType: undefined, retryAfter: undefined })
  })

  it('leaves no timer behind, however it ends', async () => {
    let timers = 0
    const { clock: hand } = handClock()
    const clock = {
      ...hand,
      after: (milliseconds: number, run: () => void) => {
        const cancel = hand.after(milliseconds, run)
        timers += 1
        return () => {
          timers -= 1
          cancel()
        }
      },
    }
    await exchange(outgoing, { clock }, async () => json({}))
    expect(timers).toBe(0)
    const failing = exchange(outgoing, { clock }, () => Promise.reject(new TypeError('fetch failed')))
    await expect(failing).rejects.toMatchObject({ code: 'network_failed' })
    expect(timers).toBe(0)
  })

  it('passes on what an own fetch says in our words', async () => {
    const said = new OAuthError('offline')
    await expect(exchange(outgoing, {}, () => Promise.reject(said))).rejects.toBe(said)
  })
})

describe('a request', () => {
  it('wants JSON unless it wants something else, sends no cookies, and is answered by no cache', async () => {
    const wanted = getRequest(`${origin}/me`, new Headers({ accept: 'application/jwt' }))
    const { fetch, requests } = fakeFetch(() => json({}))
    for (const each of [outgoing, wanted, await outgoing.again()]) await exchange(each, {}, fetch)
    expect(requests.map(({ headers }) => headers.get('accept'))).toEqual([
      'application/json',
      'application/jwt',
      'application/json',
    ])
    const guarded = { credentials: 'omit', redirect: 'manual', cache: 'no-store' }
    for (const { init } of requests) expect(init).toMatchObject(guarded)
  })

  it('with a form dies with its page unless it is to outlive it', async () => {
    const { init } = await formRequest(registration, `${origin}/token`, parameters({ scope: 'a' }))
    expect(init).toMatchObject({ method: 'POST', keepalive: false, cache: 'no-store' })
  })

  it('is no other request for the repetition: address, wishes and form stay', async () => {
    const first = await formRequest(registration, `${origin}/x`, parameters({ code: 'c' }), {
      accept: 'application/jwt',
      keepalive: true,
    })
    const { address, init, secrets } = await first.again()
    expect({ address, init, secrets }).toEqual({ address: first.address, init: first.init, secrets: ['c'] })
  })

  it('whose credentials fail in our words fails with those, and says that nothing was sent', async () => {
    const cause = new Error('asleep')
    const authentication = () =>
      Promise.reject(new OAuthError('server_failed', { status: 503 }, { cause, serverError: 'busy' }))
    const asked = formRequest({ ...registration, authentication }, `${origin}/x`, parameters({}))
    const facts = { status: 503, unsent: true }
    await expect(asked).rejects.toMatchObject({ code: 'server_failed', facts, cause, serverError: 'busy' })
  })

  it('by a certificate goes to an address of its own only where there is one', () => {
    const server = {
      issuer: origin,
      tokenEndpoint: `${origin}/token`,
      revocationEndpoint: `${origin}/revoke`,
      mtlsEndpointAliases: { tokenEndpoint: 'https://mtls.id.example/token' },
    }
    const authentication = Object.assign(() => {}, { byCertificate: true } as const)
    expect(authenticatedEndpoints({ ...registration, server, authentication })).toMatchObject({
      tokenEndpoint: 'https://mtls.id.example/token',
      revocationEndpoint: `${origin}/revoke`,
    })
    expect(authenticatedEndpoints({ ...registration, server })).toBe(server)
  })
})
