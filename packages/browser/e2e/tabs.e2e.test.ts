import { setTimeout } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'
import type { Exercised } from './exercise.ts'
import { type Site, startSite } from './site.ts'

let browser: Browser
let context: BrowserContext
let site: Site
const unhandled: Error[] = []

beforeAll(async () => {
  ;[browser, site] = await Promise.all([launchChromium(), startSite()])
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})
beforeEach(async () => {
  context = await browser.newContext()
  context.on('weberror', error => void unhandled.push(error.error()))
})
afterEach(async () => {
  const { provider } = site
  await context.close()
  expect(unhandled.splice(0)).toEqual([])
  provider.setAccessTokenSeconds(20)
  provider.setGraceSeconds(0)
  provider.delayTokenAnswers(0)
})

async function open(path = '/'): Promise<Page> {
  const page = await context.newPage()
  await page.goto(site.origin + path)
  return page
}

function status(page: Page): Promise<string | null> {
  return page.getByRole('status').textContent()
}

async function shows(page: Page, text: string): Promise<void> {
  await expect.poll(() => status(page), { timeout: 15_000 }).toBe(text)
}

async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await fillIn(page)
  await shows(page, 'signed-in Alice Liddell')
}

async function fillIn(page: Page): Promise<void> {
  await page.getByLabel('Username').fill('alice')
  await page.getByLabel('Password').fill(site.provider.users.alice.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function fourTabs(path = '/'): Promise<readonly Page[]> {
  const first = await open(path)
  await shows(first, 'signed-out')
  await signIn(first)
  const others = await Promise.all([open(path), open(path), open(path)])
  const tabs = [first, ...others]
  for (const page of tabs) await shows(page, 'signed-in Alice Liddell')
  return tabs
}

function exerciseAll(tabs: readonly Page[], callers: number, expiries: number): Promise<readonly Exercised[]> {
  return Promise.all(tabs.map(page => page.evaluate(asked => tab.exercise(...asked), [callers, expiries] as const)))
}

describe('four tabs share one session', () => {
  it('renews once per expiry for everybody, without a reuse and without a render', async () => {
    const { provider } = site
    provider.setAccessTokenSeconds(1)
    const tabs = await fourTabs()
    provider.resetCounters()
    const rendersBefore = await Promise.all(tabs.map(page => page.evaluate(() => tab.renders())))

    const results = await exerciseAll(tabs, 50, 40)

    expect(results.flatMap(({ failures }) => failures)).toEqual([])
    for (const { served } of results) expect(served).toBeGreaterThanOrEqual(40 * 50)
    const tokens = new Set(results.flatMap(result => result.tokens))
    expect(tokens.size).toBeGreaterThanOrEqual(40)
    // The first of them was obtained by signing in.
    expect(provider.counters.tokenRequests).toBe(tokens.size - 1)
    expect(provider.counters.reuseDetections).toBe(0)
    expect(await Promise.all(tabs.map(page => page.evaluate(() => tab.renders())))).toEqual(rendersBefore)
  })

  it('loses no session when tabs are killed in the middle of a rotation', async () => {
    const { provider } = site
    provider.setAccessTokenSeconds(1)
    provider.setGraceSeconds(30)
    const tabs = [...(await fourTabs())]
    provider.delayTokenAnswers(300)
    provider.resetCounters()

    for (let kill = 0; kill < 8; kill++) {
      const [victim, ...others] = tabs
      if (!victim) throw new Error('There is no tab left.')
      const answered = provider.counters.tokenRequests
      await setTimeout(1_000)
      void victim.evaluate(() => tab.ask(50)).catch(() => {})
      await expect.poll(() => provider.counters.requests, { interval: 5 }).toBeGreaterThan(answered)
      await victim.close()
      const successor = await open()
      await shows(successor, 'signed-in Alice Liddell')
      tabs.splice(0, 4, ...others, successor)

      const tokens = await Promise.all(tabs.map(page => page.evaluate(() => tab.ask(50))))
      expect(new Set(tokens.flat()).size).toBeGreaterThan(0)
    }

    expect(provider.counters.graceUses).toBeGreaterThan(0)
    expect(provider.counters.reuseDetections).toBe(0)
    for (const page of tabs) await shows(page, 'signed-in Alice Liddell')
  })

  it.each(['/without-lock', '/without-reading-again'])('would notice: the same page fails %s', async path => {
    const { provider } = site
    provider.setAccessTokenSeconds(1)
    const tabs = await fourTabs(path)
    provider.resetCounters()

    const results = await exerciseAll(tabs, 50, 10)

    const failures = results.flatMap(result => result.failures)
    expect(failures).not.toEqual([])
    expect(
      provider.counters.reuseDetections + failures.filter(error => error.includes('storage_failed')).length,
    ).toBeGreaterThan(0)
  })
})

describe('a session', () => {
  it('is still there after a reload, without a request to the authorization server', async () => {
    const page = await open()
    await signIn(page)
    site.provider.resetCounters()
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
    expect(site.provider.counters.requests).toBe(0)
  })

  it('ends in every tab when it is ended in one, and its tokens are revoked', async () => {
    const [first, second] = [await open(), await open()]
    await signIn(first)
    await shows(second, 'signed-in Alice Liddell')
    site.provider.resetCounters()
    await first.getByRole('button', { name: 'Sign out' }).click()
    await shows(first, 'signed-out')
    await shows(second, 'signed-out')
    await expect.poll(() => site.provider.counters.revocations).toBe(1)
    await expect(second.evaluate(() => tab.ask(1))).rejects.toThrow('session_ended reason=signed-out')
  })

  it('is stale while the authorization server is away, and recovers by itself', async () => {
    const { provider } = site
    provider.setAccessTokenSeconds(1)
    const page = await open()
    await signIn(page)
    await provider.pause()
    try {
      await setTimeout(1_000)
      await expect(page.evaluate(() => tab.ask(1))).rejects.toThrow('network_failed')
      await shows(page, 'signed-in Alice Liddell stale network_failed')
    } finally {
      await provider.resume()
    }
    await shows(page, 'signed-in Alice Liddell')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
  })

  it('is stale without a network, and recovers when it returns', async () => {
    site.provider.setAccessTokenSeconds(1)
    const page = await open()
    await signIn(page)
    await context.setOffline(true)
    await setTimeout(1_000)
    await expect(page.evaluate(() => tab.ask(1))).rejects.toThrow('offline')
    await shows(page, 'signed-in Alice Liddell stale offline')
    await context.setOffline(false)
    await shows(page, 'signed-in Alice Liddell')
  })

  it('survives a lost answer within the grace window', async () => {
    const { provider } = site
    provider.setAccessTokenSeconds(1)
    provider.setGraceSeconds(30)
    const page = await open()
    await signIn(page)
    await setTimeout(1_000)
    provider.loseNextTokenAnswer()
    await page.evaluate(() => tab.ask(1)).catch(() => {})
    await expect.poll(() => page.evaluate(() => tab.callApi().catch(() => 0)), { timeout: 20_000 }).toBe(200)
    await shows(page, 'signed-in Alice Liddell')
  })
})

describe('signing in', () => {
  it('exchanges the code once, also under StrictMode', async () => {
    const page = await open()
    site.provider.resetCounters()
    await signIn(page)
    expect(site.provider.counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1 })
    expect(new URL(page.url()).search).toBe('')
  })

  it('in two tabs at once gives both one session', async () => {
    const [first, second] = [await open(), await open()]
    await Promise.all([first, second].map(page => page.getByRole('button', { name: 'Sign in' }).click()))
    await fillIn(first)
    await fillIn(second)
    await shows(first, 'signed-in Alice Liddell')
    await shows(second, 'signed-in Alice Liddell')
    expect(await second.evaluate(() => tab.callApi())).toBe(200)
  })

  it('works the same with React 18.3', async () => {
    const page = await open('/react-18')
    site.provider.resetCounters()
    await signIn(page)
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
    expect(site.provider.counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1 })
  })

  it('leaves a code and a state alone that belong to somebody else', async () => {
    const page = await open('/?code=theirs&state=theirs')
    await shows(page, 'signed-out')
    expect(new URL(page.url()).search).toBe('?code=theirs&state=theirs')
    await signIn(page)
  })

  it('goes on after a reload in the middle of the callback', async () => {
    const { provider } = site
    const page = await open()
    provider.delayTokenAnswers(1_000)
    provider.resetCounters()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(page)
    const exchanging = page.waitForRequest(`${provider.issuer}/token`)
    await exchanging
    expect(new URL(page.url()).search).toBe('')
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(provider.counters.codesExchanged).toBe(2)
  })

  it('resolves to the live session when a callback is replayed', async () => {
    const page = await open()
    const callbacks: string[] = []
    page.on('framenavigated', frame => void callbacks.push(frame.url()))
    await signIn(page)
    const callback = callbacks.find(address => address.includes('code='))
    if (!callback) throw new Error('There was no callback.')
    site.provider.resetCounters()
    await page.goto(callback)
    await shows(page, 'signed-in Alice Liddell')
    expect(site.provider.counters.tokenRequests).toBe(0)
    expect(new URL(page.url()).search).toBe('')
  })

  it('by the implicit grant gives a session that lasts as long as its token', async () => {
    const page = await open('/implicit')
    await signIn(page)
    expect(new URL(page.url()).hash).toBe('')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
  })
})

describe('bad input', () => {
  it('refused consent is told, and the user may try again', async () => {
    const page = await open('/third-party')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(page)
    await page.getByRole('button', { name: 'Deny' }).click()
    await shows(page, 'signed-out authorization_refused')
    expect(new URL(page.url()).search).toBe('')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await shows(page, 'signed-in Alice Liddell')
  })

  it('an answer to a sign-in that nobody here began is told, and spends nothing', async () => {
    const page = await open()
    const asked = page.waitForRequest(/\/auth\?/)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const state = new URL((await asked).url()).searchParams.get('state') ?? ''
    site.provider.resetCounters()
    await page.goto(`${site.origin}/?code=stolen&state=${state}-not`)
    await shows(page, 'signed-out state_unknown')
    expect(site.provider.counters.tokenRequests).toBe(0)
    await signIn(page)
  })

  it('a chunk that does not load is told, and loaded when it is asked for again', async () => {
    const page = await open()
    await page.route(/code-flow/, route => route.abort())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await shows(page, 'signed-out code_not_loaded')
    await page.unroute(/code-flow/)
  })

  it('a store that cannot be written keeps the user from leaving for nothing', async () => {
    const page = await open()
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype
      IDBObjectStore.prototype.put = function (...asked) {
        const request = put.apply(this, asked)
        this.transaction.abort()
        return request
      }
    })
    await page.getByRole('button', { name: 'Sign in' }).click()
    await shows(page, 'signed-out storage_failed')
  })

  it.each([
    ['HTML', { status: 200, contentType: 'text/html', body: '<h1>Welcome</h1>' }, 'token_response_invalid'],
    ['nothing', { status: 200, body: '' }, 'token_response_invalid'],
    ['an error page', { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }, 'server_failed'],
  ])('a token endpoint that answers %s makes the session stale and ends nothing', async (_, answer, code) => {
    site.provider.setAccessTokenSeconds(1)
    const page = await open()
    await signIn(page)
    const headers = { 'access-control-allow-origin': site.origin }
    await page.route(/\/token$/, route => route.fulfill({ ...answer, headers }))
    await setTimeout(1_000)
    await expect(page.evaluate(() => tab.ask(1))).rejects.toThrow(code)
    await shows(page, `signed-in Alice Liddell stale ${code}`)
    await page.unroute(/\/token$/)
    await shows(page, 'signed-in Alice Liddell')
  })

  it('a discovery document that lies is refused before the user is sent anywhere', async () => {
    const page = await open()
    const headers = { 'access-control-allow-origin': site.origin }
    const json = { issuer: 'https://evil.example.com', authorization_endpoint: 'https://evil.example.com/auth' }
    await page.route(/well-known/, route => route.fulfill({ headers, json }))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await shows(page, 'signed-out issuer_mismatch')
    await page.unroute(/well-known/)
    await signIn(page)
  })

  it('no token goes to an origin that was not declared', async () => {
    const page = await open()
    await signIn(page)
    await expect(page.evaluate(() => tab.call('https://elsewhere.example.com'))).rejects.toThrow('undeclared_origin')
  })
})
