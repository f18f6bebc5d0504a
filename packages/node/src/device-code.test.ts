import { type Clock, type Fetch, memoryStore, type Store, systemClock } from '@tessera/core/platform'
import type { Resources } from '@tessera/core/session'
import { handClock } from '@tessera/testing'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type DevicePrompt, deviceCode } from './device-code.js'

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())
beforeEach(() => provider.resetCounters())

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

/** The server wants five seconds between questions; by this clock they pass in a tenth of one. The time limit of a request stays. */
const hasty: Clock = {
  ...systemClock,
  after: (milliseconds, run, background) =>
    systemClock.after(milliseconds < 20_000 ? milliseconds / 50 : milliseconds, run, background),
}

interface More {
  readonly clock?: Clock
  readonly store?: Store
  readonly fetch?: Fetch
  readonly prompt?: (prompt: DevicePrompt) => void
  readonly signal?: AbortSignal
  readonly slot?: string
  readonly scope?: string
  readonly resources?: Resources
}

/** A program whose user confirms at once, unless another prompt is given. */
function program(more: More = {}) {
  const prompts: DevicePrompt[] = []
  const { issuer, api, clients, users } = provider
  const source = deviceCode({
    ...{ issuer, clientId: clients.device.id, scope: 'openid', clock: hasty },
    resources: { api: { url: api, scope: 'orders.read', indicator: api } },
    prompt: prompt => {
      prompts.push(prompt)
      void scriptedUser(users.alice).confirm(prompt.verificationUriComplete ?? '')
    },
    ...more,
  })
  return { source, prompts, orders: () => source.fetch(`${api}/orders`) }
}

describe('deviceCode', () => {
  it('prompts its user once for all callers, and goes on when that is done', async () => {
    const { orders, prompts } = program()
    const responses = await Promise.all([orders(), orders(), orders()])
    expect(await Promise.all(responses.map(response => response.json()))).toMatchObject([
      { for: 'alice' },
      { for: 'alice' },
      { for: 'alice' },
    ])
    const { issuer } = provider
    expect(prompts).toEqual([
      {
        userCode: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
        verificationUri: `${issuer}/device`,
        verificationUriComplete: expect.stringContaining(`${issuer}/device?user_code=`),
        expiresIn: 600_000,
      },
    ])
  })

  it('serves several resources after one prompt', async () => {
    const { api, billing } = provider
    const resources = {
      api: { url: api, scope: 'orders.read', indicator: api },
      billing: { url: billing, scope: 'billing.read', indicator: billing },
    }
    const { source, prompts } = program({ resources })
    const tokens = await Promise.all([
      source.getAccessToken({ resource: 'api' }),
      source.getAccessToken({ resource: 'billing' }),
    ])
    const audiences = tokens.map(
      token => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).aud,
    )
    expect(audiences).toEqual([api, billing])
    expect(prompts).toHaveLength(1)
  })

  it('renews with a refresh token that rotates, without its user', async () => {
    const store = memoryStore()
    await program({ store }).source.getAccessToken()
    const time = handClock(Date.now())
    const { source, prompts } = program({ store, clock: time.clock })
    for (let renewal = 0; renewal < 2; renewal++) {
      const before = await source.getAccessToken()
      await time.advance(20_000)
      expect(await source.getAccessToken()).not.toBe(before)
    }
    expect(prompts).toEqual([])
    expect(provider.counters.tokenRequestsByGrantType).toMatchObject({ refresh_token: 2 })
    expect(provider.counters.reuseDetections).toBe(0)
  })

  it('signs out, here and at the server, and prompts whoever asks for a token afterwards', async () => {
    const store = memoryStore()
    const { source } = program({ store })
    await source.getAccessToken()
    await program({ store }).source.signOut()
    expect(provider.counters.revocations).toBe(1)
    const next = program({ store })
    await next.source.getAccessToken()
    expect(next.prompts).toHaveLength(1)
  })

  it('tells that its user declined', async () => {
    const { users } = provider
    const prompt = ({ verificationUriComplete }: DevicePrompt) =>
      void scriptedUser({ ...users.alice, deny: true }).confirm(verificationUriComplete ?? '')
    await expect(program({ prompt }).source.getAccessToken()).rejects.toMatchObject({ code: 'authorization_refused' })
  })

  it('prompts nobody where the program does not want to', async () => {
    const prompt = () => {
      throw new Error('Sign in first.')
    }
    await expect(program({ prompt }).source.getAccessToken()).rejects.toThrow('Sign in first.')
    expect(provider.counters.tokenRequestsByGrantType[deviceGrant]).toBeUndefined()
  })

  it('stops waiting when it is told to', async () => {
    const controller = new AbortController()
    const prompt = () => controller.abort(new Error('enough'))
    await expect(program({ prompt, signal: controller.signal }).source.getAccessToken()).rejects.toThrow('enough')
  })

  it('signs out also where the store cannot be read just then', async () => {
    const store = memoryStore()
    const failures: Error[] = []
    const get: Store['get'] = async key => {
      const failure = failures.pop()
      if (failure) throw failure
      return store.get(key)
    }
    const { source, prompts } = program({ store: { ...store, get } })
    await source.getAccessToken()
    failures.push(new Error('unreadable'))
    await source.signOut()
    expect(failures).toEqual([])
    await source.getAccessToken()
    expect(prompts).toHaveLength(2)
  })

  it('prompts nobody who is signed in, where only the renewal fails', async () => {
    const store = memoryStore()
    await program({ store }).source.getAccessToken()
    const time = handClock(Date.now())
    const cut: Fetch = async (url, init) => {
      if (url.endsWith('/token')) throw new TypeError('fetch failed')
      return fetch(url, init)
    }
    const prompt = () => {
      throw new Error('Sign in first.')
    }
    const { source } = program({ store, clock: time.clock, fetch: cut, prompt })
    await time.advance(20_000)
    await expect(source.getAccessToken()).rejects.toMatchObject({ code: 'network_failed' })
  })

  it('looks anew where to ask, once the device authorization endpoint has moved', async () => {
    const former = `${provider.issuer}/former`
    let hasMoved = false
    const moving: Fetch = async (url, init) => {
      if (url === former) return new Response(null, { status: 308, headers: { location: '/' } })
      const answer = await fetch(url, init)
      if (hasMoved || !url.endsWith('openid-configuration')) return answer
      return Response.json({ ...(await answer.json()), device_authorization_endpoint: former })
    }
    const { source } = program({ fetch: moving })
    await expect(source.getAccessToken()).rejects.toMatchObject({ code: 'redirect_refused' })
    hasMoved = true
    expect(await source.getAccessToken()).toBeTypeOf('string')
  })

  it('refuses options that cannot be right at once', () => {
    const right = { issuer: 'https://id.example.com', clientId: 'cli', resources: {}, prompt: () => {} }
    const failing = (wrong: object) => () => deviceCode({ ...right, ...wrong })
    expect(failing({ clientId: '' })).toThrow(expect.objectContaining({ code: 'invalid_options' }))
    expect(failing({ clientSecret: '' })).toThrow(expect.objectContaining({ code: 'invalid_options' }))
    expect(failing({ issuer: 'http://id.example.com' })).toThrow(expect.objectContaining({ code: 'insecure_url' }))
  })
})

describe('deviceCode, where another person signs in', () => {
  afterEach(() => vi.unstubAllGlobals())

  /** The program of whoever is here, whose API refuses the first request, after something has happened. */
  function refusedAfter(happened: (source: ReturnType<typeof program>['source']) => Promise<void>, scope = 'openid') {
    const sent: string[] = []
    const { fetch: send } = globalThis
    const here = { user: provider.users.alice }
    const prompt = ({ verificationUriComplete }: DevicePrompt) =>
      void scriptedUser(here.user).confirm(verificationUriComplete ?? '')
    const { source } = program({ prompt, scope })
    vi.stubGlobal('fetch', async (...[url, init]: Parameters<Fetch>) => {
      if (!url.startsWith(provider.api)) return send(url, init)
      const [, claims = ''] = new Headers(init?.headers).get('authorization')?.split('.') ?? []
      sent.push(JSON.parse(Buffer.from(claims, 'base64url').toString()).sub)
      if (sent.length > 1) return send(url, init)
      await happened(source)
      return new Response(null, { status: 401 })
    })
    return { source, sent, here, order: async () => (await source.fetch(`${provider.api}/orders`)).status }
  }

  it.each(['openid', 'offline_access'])('repeats no request in their name: with the scope %s', async scope => {
    const { sent, here, order } = refusedAfter(async source => {
      await source.signOut()
      here.user = provider.users.bob
    }, scope)
    expect([await order(), sent]).toEqual([401, ['alice']])
  })

  it('answers them nothing that was asked for the person before', async () => {
    const { sent, here, order, source } = refusedAfter(async source => {
      await source.signOut()
      here.user = provider.users.bob
      await source.getAccessToken()
    })
    await expect(order()).rejects.toMatchObject({ code: 'session_ended', facts: { reason: 'switched' } })
    expect(sent).toEqual(['alice'])
    expect((await (await source.fetch(`${provider.api}/orders`)).json()).for).toBe('bob')
  })

  it('repeats the request of a person who has signed in anew', async () => {
    const { sent, order } = refusedAfter(source => source.signOut())
    expect([await order(), sent]).toEqual([200, ['alice', 'alice']])
  })

  it('keeps those apart who have a slot each in one store', async () => {
    const store = memoryStore()
    const prompted: number[] = []
    for (const slot of ['alice', 'bob', 'alice']) {
      const { source, prompts } = program({ store, slot })
      await source.getAccessToken()
      prompted.push(prompts.length)
    }
    expect(prompted).toEqual([1, 1, 0])
  })
})
