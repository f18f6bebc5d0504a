import { afterEach, describe, expect, it, vi } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { outputs } from '../../test-support/outputs.js'
import { repeatableRequest } from './repeatable-request.js'
import { getRequest } from './request.js'

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
    const body = () => new ReadableStream({ pull }, { highWaterMark: 0 })
    const { fetch } = fakeFetch(() => new Response(body(), { status: 503, headers: { 'retry-after': '0' } }))
    expect(await repeatableRequest(outgoing, { fetch })).toMatchObject({ status: 503, text: '' })
    expect(isRead).toBe(false)
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
})
