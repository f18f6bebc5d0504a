import { describe, expect, it } from 'vitest'
import { settle } from '../../test-support/hand-clock.js'
import { realms } from '../../test-support/realms.js'
import { OAuthError } from '../errors.js'
import { memoryLock } from '../ports/lock.js'
import type { TokenSet } from '../token-set.js'
import { ownState, stateMarker } from './callback.js'
import { wanted } from './grant-record.js'
import { pendingSignIns } from './pending-sign-ins.js'
import { defaultLimits } from './platform.js'
import { signingIn } from './sign-in.js'
import type { SignInOptions } from './user-flow.js'

/** A tab: its pages go and come, while its place in the history and the store stay. */
function tab(redirectUri = 'https://app.example/callback') {
  const { store, identity, server, time, open } = realms(0)
  const place: { address: string; resumeAt?: string | undefined } = { address: 'https://app.example/orders' }
  const requests: string[] = []
  const opened: string[] = []
  const demands: unknown[] = []
  const received: string[] = []
  let exchange = async (): Promise<TokenSet> => server.signIn()

  /** One more page. */
  function page() {
    const { known, rotation } = open()
    const flow = signingIn(
      {
        ...{ known, redirectUri, store, resources: [], clock: time.clock, limits: defaultLimits, lock: memoryLock() },
        session: { load: async () => rotation },
        userAgent: {
          open: address => {
            opened.push(address)
            return new Promise(() => {})
          },
          close: () => {},
        },
        addressBar: {
          here: () => place.address,
          show: (address, resumeAt) => Object.assign(place, { address, resumeAt }),
        },
      },
      {
        component: 'query',
        scope: 'openid',
        ask: async ({ state, acrValues, maxAge }) => {
          requests.push(state)
          demands.push({ acrValues, maxAge })
          return { address: 'https://id.example/auth' }
        },
        receive: address => {
          received.push(address)
          return exchange()
        },
      },
    )
    const land = async () => {
      const landedAt = place.resumeAt ?? place.address
      const state = ownState(landedAt, redirectUri, stateMarker(identity))
      if (state) await flow.finish(state, landedAt)
    }
    const { begin, end } = rotation
    const signIn = () => begin(server.signIn(), wanted())
    const start = async (...asked: Parameters<typeof flow.start>) => {
      await known.look()
      await flow.start(...asked)
    }
    return { start, land, signIn, signOut: () => end('signed-out'), state: () => known.record.state }
  }

  /** A user who has been sent away comes back with an answer, to an address as browsers write it. */
  async function answered(code: string, options: SignInOptions = {}): Promise<string> {
    void page().start(options)
    await settle()
    const url = new URL(redirectUri)
    url.searchParams.set('code', code)
    url.searchParams.set('state', requests.at(-1) ?? '')
    place.address = url.href
    return url.href
  }

  return {
    ...{ store, server, time, place, requests, opened, demands, received, page, answered },
    pendings: pendingSignIns(store, time.clock, identity),
    exchangeHangs: () => {
      exchange = () => new Promise(() => {})
    },
    /** Until it is let go on. */
    exchangeWaits: () => {
      let goOn = () => {}
      const until = new Promise<void>(resolve => {
        goOn = resolve
      })
      exchange = () => until.then(() => server.signIn())
      return goOn
    },
    exchangeFails: (error: OAuthError) => {
      exchange = () => Promise.reject(error)
    },
    exchangeWorks: () => {
      exchange = async () => server.signIn()
    },
  }
}

describe('A sign-in', () => {
  it.each([
    ['timed_out', false],
    ['sign_in_cancelled', true],
  ] as const)('that ended as %s is remembered: %s', async (code, isRemembered) => {
    const { pendings, requests, page } = tab()
    const userAgent = { open: () => Promise.reject(new OAuthError(code)), close: () => {} }
    await expect(page().start({}, userAgent)).rejects.toMatchObject({ code })
    expect((await pendings.find(requests[0] ?? '')) !== undefined).toBe(isRemembered)
  })

  it('that the user turned away from is done where it was done elsewhere, as for a page that is gone back to', async () => {
    const { page, answered } = tab()
    let turnAway = () => {}
    const turnedAway = new Promise<never>((_, reject) => {
      turnAway = () => reject(new OAuthError('sign_in_cancelled'))
    })
    const left = page()
    const leaving = left.start({}, { open: () => turnedAway, close: () => {} })
    await settle()
    await answered('one')
    await page().land()
    turnAway()
    await leaving
    expect(left.state()).toBe('active')
  })
})

describe('A sign-in after a sign-out', () => {
  /** Two pages, of which one has signed out, while nothing could be revoked. */
  async function leftToRevoke() {
    const all = tab()
    const [one, other] = [all.page(), all.page()]
    await one.signIn()
    all.server.canRevoke = false
    await one.signOut()
    return { ...all, other }
  }

  it('revokes first what is left: later, that could end the session that begins', async () => {
    const { server, requests, other } = await leftToRevoke()
    server.canRevoke = true
    void other.start({})
    await settle()
    expect([server.revocations, requests.length]).toEqual([['refresh 1'], 1])
    expect(other.state()).toBe('signed-out')
  })

  it('waits for that no longer than three seconds', async () => {
    const { server, requests, other, time, opened } = await leftToRevoke()
    server.revocationLatency = 60_000
    void other.start({})
    await time.advance(2_900)
    expect([requests.length, opened.length]).toEqual([1, 0])
    await time.advance(200)
    expect(opened.length).toBe(1)
  })
})

describe('Whoever has signed out since a sign-in began', () => {
  const silent = { prompt: 'none' }

  it.each([
    ['is not brought back by a silent one', silent, 'signed-out', 0],
    ['is signed in again by an interactive one', {}, 'active', 1],
  ] as const)('%s', async (_, options, state, exchanged) => {
    const { page, answered, received } = tab()
    const other = page()
    await other.signIn()
    await answered('one', options)
    await other.signOut()
    const landed = page()
    await landed.land()
    expect([landed.state(), received.length]).toEqual([state, exchanged])
  })

  it.each([
    [
      'is not brought back by a silent one that had its answer already; what it brought is revoked',
      silent,
      'signed-out',
      1,
    ],
    ['is signed in again by an interactive one that had its answer already', {}, 'active', 0],
  ] as const)('%s', async (_, options, state, revoked) => {
    const { server, place, page, answered, exchangeWaits } = tab()
    const other = page()
    await other.signIn()
    await answered('one', options)
    const goOn = exchangeWaits()
    const landing = page()
    const landed = landing.land()
    await settle()
    await other.signOut()
    goOn()
    await landed
    expect(landing.state()).toBe(state)
    expect(server.revocations.filter(token => token === 'refresh 2')).toHaveLength(revoked)
    expect(place.address).toBe('https://app.example/orders')
  })

  it('had been signed out already when a silent one began: it signs in', async () => {
    const { page, answered } = tab()
    const other = page()
    await other.signIn()
    await other.signOut()
    await answered('one', silent)
    const landed = page()
    await landed.land()
    expect(landed.state()).toBe('active')
  })
})

describe('A sign-in that a resource demands', () => {
  const error = new OAuthError('step_up_required', { origin: 'https://api.example', acrValues: 'gold', maxAge: 60_000 })

  it.each([
    [{ for: error }, { acrValues: 'gold', maxAge: 60_000 }],
    [
      { for: error, maxAge: 5_000 },
      { acrValues: 'gold', maxAge: 5_000 },
    ],
    [{ for: new OAuthError('offline') }, {}],
    [{ for: new OAuthError('offline', { acrValues: 7, maxAge: 'soon' }) }, {}],
    [{ acrValues: 'silver' }, { acrValues: 'silver' }],
    [{}, {}],
  ])('asks for what it demands, or for what the caller does: %o', async (options, expected) => {
    const { page, demands, requests, pendings } = tab()
    void page().start(options)
    await settle()
    expect(demands).toEqual([{ acrValues: undefined, maxAge: undefined, ...expected }])
    expect(await pendings.find(requests[0] ?? '')).toMatchObject(expected)
  })

  it('asks for all of it again where it was interrupted between the exchange and storing', async () => {
    const { page, place, demands, pendings, requests, answered, exchangeHangs, exchangeFails } = tab()
    const more = { prompt: 'login', loginHint: 'ada', extra: { audience: 'orders' } }
    const address = await answered('one', { for: error, ...more })
    exchangeHangs()
    void page().land()
    await settle()
    exchangeFails(new OAuthError('grant_refused'))
    void page().land()
    await settle()
    expect(place.address).not.toBe(address)
    expect(requests).toHaveLength(2)
    expect(demands[1]).toEqual({ acrValues: 'gold', maxAge: 60_000 })
    expect(await pendings.find(requests[1] ?? '')).toMatchObject(more)
  })
})

describe('The place where the user comes out', () => {
  it.each([
    'https://evil.example/orders',
    '//evil.example/orders',
    'http://app.example/orders',
    'https://app.example:8443/orders',
    'https://ada@app.example/orders',
    'https://:secret@app.example/orders',
    'javascript:alert(1)',
    'https://[',
  ])('is refused before anything is asked: %s', async returnTo => {
    const { requests, page } = tab()
    const expected = { code: 'invalid_options', facts: { name: 'returnTo' } }
    await expect(page().start({ returnTo })).rejects.toMatchObject(expected)
    expect(requests).toEqual([])
  })
})

describe('An answer in the address', () => {
  it.each([
    'https://app.example/callback',
    'https://app.example',
    'https://APP.example:443/callback',
    'https://app.example/zurück',
    'https://app.example/callback?tenant=7',
    'com.example.app:/callback',
  ])('is taken up again after a reload in the middle, at %s', async redirectUri => {
    const { place, received, page, answered, exchangeHangs, exchangeWorks } = tab(redirectUri)
    const address = await answered('one')
    exchangeHangs()
    void page().land()
    await settle()
    expect(place.address).toBe(new URL(redirectUri).href)
    exchangeWorks()
    const reloaded = page()
    await reloaded.land()
    expect(received).toEqual([address, address])
    expect(reloaded.state()).toBe('active')
    expect(place).toEqual({ address: 'https://app.example/orders' })
  })

  it('leaves it also where nothing can be stored, and is used', async () => {
    const { store, place, received, page, answered, exchangeHangs, exchangeWorks } = tab()
    const address = await answered('one')
    store.compareAndSwap = () => Promise.reject(new Error('disk full'))
    exchangeHangs()
    void page().land()
    await settle()
    expect(place.address).toBe('https://app.example/callback')
    exchangeWorks()
    void page().land()
    await settle()
    expect(received).toEqual([address, address])
    expect(place.address).toBe('https://app.example/callback')
  })

  it('that was never taken up is not where the user comes out of the next sign-in', async () => {
    const { place, page, answered } = tab()
    await answered('one')
    await answered('two')
    await page().land()
    expect(place.address).toBe('https://app.example/callback')
  })
})
