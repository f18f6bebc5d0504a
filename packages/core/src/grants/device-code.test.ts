import { describe, expect, it } from 'vitest'
import { fakeFetch, json, type SeenRequest } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { openIdServer } from '../../test-support/openid-server.js'
import { outputs } from '../../test-support/outputs.js'
import type { Clock } from '../ports/clock.js'
import { type DevicePrompt, deviceCode } from './device-code.js'

const wall = Date.UTC(2026, 10, 26)
const issuer = 'https://id.example'
const pending = () => json({ error: 'authorization_pending' }, 400)
const granted = () => json({ access_token: 'at', refresh_token: 'rt' })

/** A device that has begun, at a server that answers its questions so, and the last one again. */
async function device(answers: readonly ((request: SeenRequest) => Response)[], more: object = {}) {
  const time = handClock(wall)
  const openId = await openIdServer(wall)
  const askedAt: number[] = []
  const { fetch, requests } = fakeFetch(request => {
    if (request.url.endsWith('/keys')) return openId.fetch(request.url)
    if (request.url.endsWith('/device')) {
      return json({
        ...{ device_code: 'the device code', user_code: 'WDJB', expires_in: 120, interval: 5 },
        ...{ verification_uri: `${issuer}/confirm`, ...more },
      })
    }
    askedAt.push((time.clock.wall() - wall) / 1000)
    const answer = answers[Math.min(askedAt.length, answers.length) - 1] ?? pending
    return answer(request)
  })
  const server = { ...openId.registration.server, deviceAuthorizationEndpoint: `${issuer}/device` }
  const registration = { ...openId.registration, server }
  const controller = new AbortController()
  const timers = new Set<symbol>()
  const clock: Clock = {
    ...time.clock,
    after: (milliseconds, run) => {
      const timer = Symbol('timer')
      timers.add(timer)
      const cancel = time.clock.after(milliseconds, () => {
        timers.delete(timer)
        run()
      })
      return () => {
        timers.delete(timer)
        cancel()
      }
    },
  }
  const prompts: DevicePrompt[] = []
  const prompting = (prompt: DevicePrompt): unknown => prompts.push(prompt)
  const begin = (scope?: string, resource?: readonly string[], prompt = prompting) =>
    deviceCode(registration, { scope, resource, prompt }, { fetch, clock, signal: controller.signal }).then(
      tokens => ({ tokens, error: undefined }),
      (error: unknown) => ({ tokens: undefined, error }),
    )
  return { begin, time, timers, askedAt, requests, prompts, openId, abort: () => controller.abort(new Error('enough')) }
}

describe('a device', () => {
  it('tells its user where to sign in, without the device code, and asks until that is done', async () => {
    const { begin, time, askedAt, requests, prompts } = await device([pending, pending, granted])
    const done = begin('orders.read')
    await time.advance(0)
    expect(prompts).toEqual([{ userCode: 'WDJB', verificationUri: `${issuer}/confirm`, expiresIn: 120_000 }])
    await time.advance(15_000)
    expect(await done).toMatchObject({ tokens: { accessToken: 'at', refreshToken: 'rt', scope: 'orders.read' } })
    expect(askedAt).toEqual([5, 10, 15])
    expect(requests.map(({ form }) => form.toString()).slice(0, 2)).toEqual([
      'scope=orders.read&client_id=web',
      `grant_type=${encodeURIComponent('urn:ietf:params:oauth:grant-type:device_code')}&device_code=the+device+code&client_id=web`,
    ])
    expect(prompts).toHaveLength(1)
  })

  it('asks five seconds less often for good each time that the server says so', async () => {
    const slower = () => json({ error: 'slow_down' }, 400)
    const { begin, time, askedAt } = await device([slower, pending, slower, pending, granted])
    const done = begin()
    await time.advance(120_000)
    expect(askedAt).toEqual([5, 15, 25, 40, 55])
    expect(await done).toMatchObject({ tokens: { accessToken: 'at' } })
  })

  it('asks more and more seldom while the network or the server fails, and then as before', async () => {
    const cut = () => {
      throw new TypeError('fetch failed')
    }
    const busy = () => json({}, 503)
    const { begin, time, askedAt } = await device([cut, busy, cut, pending, granted])
    const done = begin()
    await time.advance(120_000)
    expect(askedAt).toEqual([5, 15, 35, 75, 80])
    expect(await done).toMatchObject({ tokens: { accessToken: 'at' } })
  })

  it('waits as long as a server wants that has had too many questions', async () => {
    const { begin, time, askedAt } = await device([() => json({}, 429, { 'retry-after': '50' }), granted])
    const done = begin()
    await time.advance(120_000)
    expect(askedAt).toEqual([5, 55])
    expect(await done).toMatchObject({ tokens: { accessToken: 'at' } })
  })

  it('stops asking when the time is over, if the server does not say so, and a little later at most', async () => {
    const { begin, time, askedAt } = await device([pending], { expires_in: 12 })
    const done = begin()
    await time.advance(120_000)
    expect(await done).toMatchObject({ error: { code: 'sign_in_cancelled', facts: { reason: 'expired' } } })
    expect(askedAt).toEqual([5, 10, 15])
  })

  it('is not kept beyond the time that there is by a server that wants a longer pause', async () => {
    const { begin, time, askedAt } = await device([() => json({}, 429, { 'retry-after': '86400' })], { expires_in: 60 })
    const done = begin()
    await time.advance(60_000)
    expect(await done).toMatchObject({ error: { code: 'sign_in_cancelled' } })
    expect(askedAt).toEqual([5, 60])
  })

  it.each([
    [['https://a.example'], ['https://a.example']],
    [['https://a.example', 'https://b.example'], []],
  ])('of the resources %j names at the end %j, for servers that make a token for one only', async (asked, named) => {
    const { begin, time, requests } = await device([granted])
    const done = begin('orders.read', asked)
    await time.advance(5_000)
    await done
    expect(requests.map(({ form }) => form.getAll('resource'))).toEqual([asked, named])
  })

  it.each([
    ['expired_token', 'sign_in_cancelled'],
    ['access_denied', 'authorization_refused'],
    ['invalid_grant', 'grant_refused'],
    ['invalid_client', 'client_refused'],
  ])('stops at %s', async (error, code) => {
    const { begin, time, askedAt } = await device([pending, () => json({ error }, 400)])
    const done = begin()
    await time.advance(120_000)
    expect(await done).toMatchObject({ error: { code } })
    expect(askedAt).toHaveLength(2)
  })

  it('stops waiting at once when it is told to, and leaves no timer behind', async () => {
    const { begin, time, timers, askedAt, abort } = await device([pending])
    const done = begin()
    await time.advance(7_000)
    abort()
    expect(await done).toMatchObject({ error: { message: 'enough' } })
    expect(timers.size).toBe(0)
    await time.advance(120_000)
    expect(askedAt).toEqual([5])
  })

  it('stops when what shows the prompt fails later, and leaves no timer behind', async () => {
    const { begin, time, timers, askedAt } = await device([pending])
    const done = begin(undefined, undefined, () => Promise.reject(new Error('no printer')))
    await time.advance(0)
    expect(await done).toMatchObject({ error: { message: 'no printer' } })
    expect([timers.size, askedAt]).toEqual([0, []])
  })

  it('does not wait for the user to close what shows the prompt', async () => {
    const { begin, time } = await device([granted])
    const done = begin(undefined, undefined, () => new Promise(() => {}))
    await time.advance(5_000)
    expect(await done).toMatchObject({ tokens: { accessToken: 'at' } })
  })

  it('does not lose tokens that are on their way when it is told to stop', async () => {
    const { begin, time, abort } = await device([
      () => {
        abort()
        return granted()
      },
    ])
    const done = begin()
    await time.advance(5_000)
    expect(await done).toMatchObject({ tokens: { accessToken: 'at' } })
  })

  it('stops as well when it was told to during a question, once that is answered', async () => {
    const { begin, time, timers, askedAt, abort } = await device([
      () => {
        abort()
        return pending()
      },
    ])
    const done = begin()
    await time.advance(5_000)
    expect(await done).toMatchObject({ error: { message: 'enough' } })
    expect([timers.size, askedAt]).toEqual([0, [5]])
  })

  it('asks for nothing when it is told to stop before it has begun', async () => {
    const { begin, abort, requests } = await device([granted])
    abort()
    expect(await begin()).toMatchObject({ error: { message: 'enough' } })
    expect(requests).toHaveLength(0)
  })

  it('knows its user by a verified id_token, with keys fetched first', async () => {
    const idTokens: string[] = []
    const { begin, time, requests, openId } = await device([() => json({ access_token: 'at', id_token: idTokens[0] })])
    idTokens.push(await openId.idToken())
    const done = begin('openid')
    await time.advance(5_000)
    expect(await done).toMatchObject({ tokens: { user: { sub: 'ada' } } })
    expect(requests.map(({ url }) => url.slice(issuer.length))).toEqual(['/keys', '/device', '/token'])
  })

  it.each([
    [json({ error: 'invalid_scope' }, 400), 'request_refused'],
    [json({ error: 'unauthorized_client' }, 401), 'client_refused'],
    [new Response('', { status: 404 }), 'authorization_response_invalid'],
  ])('is refused a code as the server says (%#)', async (answer, code) => {
    const { fetch } = fakeFetch(() => answer)
    const { registration } = await openIdServer(wall)
    const server = { ...registration.server, deviceAuthorizationEndpoint: `${issuer}/device` }
    const asked = deviceCode({ ...registration, server }, { prompt: () => {} }, { fetch })
    await expect(asked).rejects.toMatchObject({ code })
  })

  it('needs a server that has codes for devices', async () => {
    const { registration } = await openIdServer(wall)
    await expect(deviceCode(registration, { prompt: () => {} }, {})).rejects.toMatchObject({
      code: 'endpoint_missing',
      facts: { endpoint: 'device_authorization' },
    })
  })

  it('tells nobody the device code', async () => {
    const echo = () => json({ error: 'invalid_grant', error_description: 'What is the device code?' }, 400)
    const { begin, time } = await device([echo])
    const done = begin()
    await time.advance(5_000)
    const { error } = await done
    expect(error).toMatchObject({ code: 'grant_refused' })
    expect(outputs(error)).not.toContain('the device code')
  })
})
