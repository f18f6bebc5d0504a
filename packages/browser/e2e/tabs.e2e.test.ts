import { setTimeout } from 'node:timers/promises'
import type { Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { harness, shows } from './harness.ts'

const chromium = harness()
const { open, fillIn, signIn } = chromium

describe('a session', () => {
  it('is still there after a reload, without a request to the authorization server', async () => {
    const page = await open()
    await signIn(page)
    chromium.site.provider.resetCounters()
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
    expect(chromium.site.provider.counters.requests).toBe(0)
  })

  it('ends in every tab when it is ended in one, and its tokens are revoked', async () => {
    const [first, second] = [await open(), await open()]
    await signIn(first)
    await shows(second, 'signed-in Alice Liddell')
    chromium.site.provider.resetCounters()
    await first.getByRole('button', { name: 'Sign out' }).click()
    await shows(first, 'signed-out')
    await shows(second, 'signed-out')
    await expect.poll(() => chromium.site.provider.counters.revocations).toBeGreaterThan(0)
    await expect(second.evaluate(() => tab.ask(1))).rejects.toThrow('session_ended reason=signed-out')
  })

  it('that ends at the authorization server, too, ends in every tab, and nobody is signed in there any more', async () => {
    const [first, second] = [await open(), await open()]
    await signIn(first)
    await shows(second, 'signed-in Alice Liddell')
    const back = first.waitForResponse(`${chromium.site.origin}/`)
    await first.evaluate(() => {
      void tab.signOut({ atProvider: true })
    })
    await shows(second, 'signed-out')
    await back
    await shows(first, 'signed-out')
    await second.getByRole('button', { name: 'Sign in' }).click()
    await second.getByLabel('Username').waitFor()
  })

  it('that the browser has cleared away ends by name in every tab, and lets the user in again', async () => {
    const [first, second] = [await open(), await open()]
    await signIn(first)
    await shows(second, 'signed-in Alice Liddell')
    const elsewhere = await open('/elsewhere')
    await elsewhere.evaluate(async () => {
      for (const { name = '' } of await indexedDB.databases())
        await new Promise(resolve => {
          indexedDB.deleteDatabase(name).onsuccess = resolve
        })
    })
    for (const page of [first, second]) {
      await page.evaluate(() => dispatchEvent(new Event('online')))
      await shows(page, 'signed-out session_ended')
    }
    await first.getByRole('button', { name: 'Sign in' }).click()
    await shows(first, 'signed-in Alice Liddell')
    await shows(second, 'signed-in Alice Liddell')
  })

  it('becomes that of whoever signs in next in every tab, and what was asked for the user before is refused', async () => {
    const { provider } = chromium.site
    const [first, second] = [await open(), await open()]
    await signIn(first)
    await shows(second, 'signed-in Alice Liddell')
    let requests = 0
    let answer = () => {}
    await first.route(`${provider.api}/**`, async route => {
      requests += 1
      await new Promise<void>(resolve => {
        answer = resolve
      })
      await route.fulfill({ status: 401, headers: { 'access-control-allow-origin': '*' } })
    })
    const asked = first.evaluate(url => tab.call(url), `${provider.api}/orders`)
    await expect.poll(() => requests).toBe(1)
    await chromium.context.clearCookies()
    await second.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(second, 'bob')
    await shows(second, 'signed-in Bob Baker')
    await shows(first, 'signed-in Bob Baker')
    answer()
    expect([await asked, requests]).toEqual(['session_ended', 1])
    await first.unroute(`${provider.api}/**`)
    expect(await first.evaluate(() => tab.callApi())).toBe(200)
  })

  it('sends nothing as whoever signs in while the code that sends it is still on its way', async () => {
    const { provider } = chromium.site
    const [first, second] = [await open(), await open()]
    await signIn(first)
    await first.reload()
    await shows(second, 'signed-in Alice Liddell')
    let arrive: (() => unknown) | undefined
    await first.route(/bearer-fetch/, route => {
      arrive = () => route.continue()
    })
    provider.resetCounters()
    const asked = first.evaluate(url => tab.call(url), `${provider.api}/orders`)
    await expect.poll(() => arrive).toBeDefined()
    await second.getByRole('button', { name: 'Another account' }).click()
    await fillIn(second, 'bob')
    await shows(first, 'signed-in Bob Baker')
    arrive?.()
    expect([await asked, provider.counters.apiRequests]).toEqual(['session_ended', 0])
  })

  it('is renewed for whoever is signed in, and for nobody who asked before', async () => {
    const { provider } = chromium.site
    provider.setAccessTokenSeconds(1)
    const [first, second] = [await open(), await open()]
    await signIn(first)
    await shows(second, 'signed-in Alice Liddell')
    await chromium.context.clearCookies()
    await second.getByRole('button', { name: 'Sign in' }).click()
    await second.getByLabel('Username').waitFor()
    let answer: () => unknown = () => {}
    const holding = (route: Route) => {
      answer = () => route.abort()
    }
    await first.route(/\/token$/, holding, { times: 1 })
    await setTimeout(1_000)
    const asking = first.waitForRequest(/\/token$/)
    const asked = first.evaluate(() => tab.callApi()).catch(String)
    await asking
    await fillIn(second, 'bob')
    await shows(second, 'signed-in Bob Baker')
    answer()
    expect(await asked).toContain('session_ended reason=switched')
    await shows(first, 'signed-in Bob Baker')
  })

  it('is stale while the authorization server is away, recovers by itself, and tells telemetry so', async () => {
    const { provider } = chromium.site
    provider.setAccessTokenSeconds(1)
    const [page, other] = [await open(), await open()]
    await signIn(page)
    await shows(other, 'signed-in Alice Liddell')
    provider.resetCounters()
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
    const [told, others] = [() => page.evaluate(() => tab.events), () => other.evaluate(() => tab.events)]
    expect((await told()).slice(0, 2)).toEqual([
      { kind: 'signed-in', by: 'this' },
      { kind: 'renewal-failed', code: 'network_failed', facts: { origin: provider.issuer } },
    ])
    expect((await told()).map(({ kind }) => kind)).toContain('recovered')
    expect((await others())[0]).toEqual({ kind: 'signed-in', by: 'another' })
    // Either may have been the first to try again. Each renewal is that of one tab.
    expect(provider.counters.tokenRequests).toBeGreaterThan(0)
    const own = async () => [...(await told()), ...(await others())].filter(event => 'took' in event).length
    await expect.poll(async () => (await own()) - provider.counters.tokenRequests).toBe(0)
  })

  it('is stale without a network, and recovers when it returns', async () => {
    chromium.site.provider.setAccessTokenSeconds(1)
    const page = await open()
    await signIn(page)
    await chromium.context.setOffline(true)
    await setTimeout(1_000)
    await expect(page.evaluate(() => tab.ask(1))).rejects.toThrow('offline')
    await shows(page, 'signed-in Alice Liddell stale offline')
    await chromium.context.setOffline(false)
    await shows(page, 'signed-in Alice Liddell')
  })

  it('survives a lost answer within the grace window', async () => {
    const { provider } = chromium.site
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
