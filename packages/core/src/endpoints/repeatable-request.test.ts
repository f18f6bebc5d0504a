import { afterEach, describe, expect, it, vi } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { outputs } from '../../test-support/outputs.js'
import type { Registration } from '../messages/registration.js'
import { repeatableRequest } from './repeatable-request.js'
import { formRequest, getRequest } from './request.js'

const outgoing = getRequest('https://id.example/me', new Headers({ authorization: 'Bearer a token nobody may see' }))

describe('a request that may be repeated', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is made again when the network fails, three times in all', async () => {
    vi.useFakeTimers()
    const failing = fakeFetch(() => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) })
    })
    const outcome = expect(repeatableRequest(outgoing, failing)).rejects.toMatchObject({
      code: 'network_failed',
      facts: { reason: 'ECONNRESET', origin: 'https://id.example' },
    })
    await vi.advanceTimersByTimeAsync(10_000)
    await outcome
    expect(failing.requests).toHaveLength(3)
  })

  it.each([408, 429, 500, 502, 503, 504])('is made again after %i, three times in all', async status => {
    vi.useFakeTimers()
    const busy = fakeFetch(() => json({ error: 'x' }, status))
    const answer = repeatableRequest(outgoing, busy)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await answer).toMatchObject({ status, text: '' })
    expect(busy.requests).toHaveLength(3)
  })

  it.each([400, 401, 404, 501])('is not made again after %i, which is read', async status => {
    const { fetch, requests } = fakeFetch(() => json({ error: 'x' }, status))
    expect(await repeatableRequest(outgoing, { fetch })).toMatchObject({ status, text: '{"error":"x"}' })
    expect(requests).toHaveLength(1)
  })

  it('waits five seconds if the server wants that, and no longer', async () => {
    vi.useFakeTimers()
    const askedAfter = async (seconds: number) => {
      const busy = fakeFetch(() => json({}, 503, { 'retry-after': `${seconds}` }))
      const answer = repeatableRequest(outgoing, busy)
      await vi.advanceTimersByTimeAsync(4_990)
      const early = busy.requests.length
      await vi.advanceTimersByTimeAsync(20_000)
      expect(await answer).toMatchObject({ status: 503, retryAfter: seconds * 1000 })
      return [early, busy.requests.length]
    }
    expect(await askedAfter(5)).toEqual([1, 3])
    expect(await askedAfter(6)).toEqual([1, 1])
  })

  it('tells nothing of the credentials of any attempt', async () => {
    let attempts = 0
    const authentication: Registration['authentication'] = (_, body) => body.set('client_assertion', `a-${++attempts}`)
    const registration = { server: { issuer: 'https://id.example' }, clientId: 'web', authentication }
    const form = await formRequest(registration, 'https://id.example/x', new URLSearchParams())
    const { fetch } = fakeFetch((_, count) => json({}, count < 3 ? 503 : 400, { 'retry-after': '0' }))
    expect((await repeatableRequest(form, { fetch })).secrets).toEqual(expect.arrayContaining(['a-1', 'a-2', 'a-3']))
  })

  it('varies its pauses, so that not all who failed together come back together', async () => {
    vi.useFakeTimers()
    const chance = vi.spyOn(Math, 'random')
    const failing = fakeFetch(() => {
      throw new TypeError('fetch failed')
    })
    const askedAtOnce = async (by: number) => {
      chance.mockReturnValue(by)
      const before = failing.requests.length
      const outcome = repeatableRequest(outgoing, failing).catch(() => {})
      await vi.advanceTimersByTimeAsync(10)
      const asked = failing.requests.length - before
      await vi.advanceTimersByTimeAsync(10_000)
      await outcome
      return asked
    }
    expect(await askedAtOnce(0)).toBe(3)
    expect(await askedAtOnce(0.99)).toBe(1)
    chance.mockRestore()
  })

  it('keeps its headers when it is repeated', async () => {
    const { fetch, requests } = fakeFetch((_, count) => json({}, count === 1 ? 503 : 200, { 'retry-after': '0' }))
    expect(await repeatableRequest(outgoing, { fetch })).toMatchObject({ status: 200, text: '{}' })
    const authorizations = requests.map(({ headers }) => headers.get('authorization'))
    expect(authorizations).toEqual(['Bearer a token nobody may see', 'Bearer a token nobody may see'])
  })

  it('reads nothing of an answer that tells to come again', async () => {
    let isRead = false
    const pull = () => {
      isRead = true
    }
    let left = 0
    const cancel = () => {
      left += 1
      throw new Error('nobody needs to hear of this')
    }
    const body = () => new ReadableStream({ pull, cancel }, { highWaterMark: 0 })
    const { fetch } = fakeFetch(() => new Response(body(), { status: 503, headers: { 'retry-after': '0' } }))
    expect(await repeatableRequest(outgoing, { fetch })).toMatchObject({ status: 503, text: '' })
    expect([isRead, left]).toEqual([false, 3])
  })

  it('tells what became of the network, and nothing of the request', async () => {
    const refused = async () => {
      const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', sent: outgoing })
      throw Object.assign(new Error('no connection: a token nobody may see', { cause }), { request: outgoing })
    }
    const error = await repeatableRequest(outgoing, { fetch: refused }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'network_failed', facts: { unsent: true, reason: 'ECONNREFUSED' } })
    expect(outputs(error)).toContain('connect ECONNREFUSED')
    expect(outputs(error)).not.toContain('nobody')
  })

  it('has one time limit for all its attempts', async () => {
    const { clock, advance } = handClock()
    const silent = () => new Promise<Response>(() => {})
    const outcome = expect(repeatableRequest(outgoing, { fetch: silent, clock, timeout: 500 })).rejects.toMatchObject({
      code: 'timed_out',
    })
    await advance(500)
    await outcome
  })

  it('is not made again when that time is over', async () => {
    vi.useFakeTimers()
    const { clock, advance } = handClock()
    const { fetch, requests } = fakeFetch(() => json({}, 503, { 'retry-after': '2' }))
    const outcome = expect(repeatableRequest(outgoing, { fetch, clock, timeout: 500 })).rejects.toMatchObject({
      code: 'timed_out',
    })
    await advance(500)
    await outcome
    await vi.advanceTimersByTimeAsync(10_000)
    expect(requests).toHaveLength(1)
  })

  it('is made again after an answer without a body', async () => {
    const headers = { 'retry-after': '0' }
    const { fetch } = fakeFetch((_, count) => new Response(null, count === 1 ? { status: 503, headers } : {}))
    expect(await repeatableRequest(outgoing, { fetch })).toMatchObject({ status: 200 })
  })
})
