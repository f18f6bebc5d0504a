import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { elsewhere } from './elsewhere.ts'
import { harness, shows } from './harness.ts'

const chromium = harness()
const { open, fillIn, signIn } = chromium

afterEach(() => chromium.site.provider.requireNonces(false))

async function signedIn(): Promise<Page> {
  const page = await open('/dpop')
  await signIn(page)
  return page
}

const calls = (page: Page) => page.evaluate(() => tab.callApi())

describe('tokens bound to the key of an origin', () => {
  it('are opened by the page that asked for them, and not by whoever has read them', async () => {
    const page = await signedIn()
    expect(await calls(page)).toBe(200)
    const [accessToken] = await page.evaluate(() => tab.ask(1))
    for (const scheme of ['Bearer', 'DPoP']) {
      const headers = { authorization: `${scheme} ${accessToken}` }
      expect((await fetch(`${chromium.site.provider.api}/orders`, { headers })).status).toBe(401)
    }
  })

  it('are asked for by code for that key alone', async () => {
    const page = await open('/dpop')
    const asking = page.waitForRequest(request => request.url().includes('/auth?'))
    await page.getByRole('button', { name: 'Sign in' }).click()
    const { searchParams } = new URL((await asking).url())
    expect(searchParams.get('dpop_jkt')).toMatch(/^[\w-]{43}$/)
  })

  it('are renewed once for two tabs with one key, and outlive a reload', async () => {
    const { provider } = chromium.site
    provider.setAccessTokenSeconds(1)
    const first = await signedIn()
    const second = await open('/dpop')
    await shows(second, 'signed-in Alice Liddell')
    provider.resetCounters()
    const results = await Promise.all([first, second].map(page => page.evaluate(() => tab.exercise(20, 4))))
    expect(results.flatMap(({ failures }) => failures)).toEqual([])
    expect(provider.counters).toMatchObject({ reuseDetections: 0 })
    expect(Object.keys(provider.counters.tokenRequestsByResult)).toEqual(['granted'])
    provider.setAccessTokenSeconds(20)
    expect([await calls(first), await calls(second)]).toEqual([200, 200])
    await first.reload()
    await shows(first, 'signed-in Alice Liddell')
    expect(await calls(first)).toBe(200)
  })

  it('have one key also when two tabs make it at the same time', async () => {
    const pages = [await open('/dpop'), await open('/dpop')]
    await Promise.all(pages.map(page => page.getByRole('button', { name: 'Sign in' }).click()))
    for (const page of pages) await fillIn(page)
    for (const page of pages) await shows(page, 'signed-in Alice Liddell')
    expect(await Promise.all(pages.map(calls))).toEqual([200, 200])
  })

  it('take the place of those of a session that began without a key', async () => {
    const before = await open('/')
    await signIn(before)
    await before.close()
    const page = await open('/dpop')
    await shows(page, 'signed-in Alice Liddell')
    chromium.site.provider.resetCounters()
    expect([await calls(page), await calls(page)]).toEqual([200, 200])
    expect(chromium.site.provider.counters).toMatchObject({ tokenRequests: 1, apiRejected: 1, apiRequests: 3 })
  })

  it('need one request more for each server that wants a nonce, and no second rotation', async () => {
    const { provider } = chromium.site
    provider.setAccessTokenSeconds(4)
    const page = await signedIn()
    const [before] = await page.evaluate(() => tab.ask(1))
    provider.requireNonces(true)
    // What it has learnt of nonces is forgotten.
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    provider.resetCounters()
    expect(await calls(page)).toBe(200)
    expect(provider.counters.apiRequests).toBe(2)
    await expect.poll(() => page.evaluate(() => tab.ask(1)), { timeout: 15_000 }).not.toEqual([before])
    expect(provider.counters.tokenRequestsByResult).toMatchObject({ use_dpop_nonce: 1 })
    expect(provider.counters.reuseDetections).toBe(0)
  })

  it('say what is wrong when a server hides its nonce from the page', async () => {
    const page = await signedIn()
    chromium.site.provider.requireNonces(true)
    await page.route(`${chromium.site.provider.api}/**`, async route => {
      const response = await route.fetch()
      await route.fulfill({
        response,
        headers: { ...response.headers(), 'access-control-expose-headers': 'www-authenticate' },
      })
    })
    const { api } = chromium.site.provider
    expect(await page.evaluate(url => tab.call(url), `${api}/orders`)).toBe('request_refused')
  })

  it('never send a proof after a redirect to another origin', async () => {
    const { origin, seen, close } = await elsewhere()
    const page = await signedIn()
    const leave = `${chromium.site.origin}/leave?to=${origin}/`
    // What a page's own fetch does with such a header: this is what must not happen.
    const sent = page.evaluate(async url => (await fetch(url, { headers: { dpop: 'a proof' } })).status, leave)
    expect(await sent).toBe(200)
    expect(seen.splice(0)).toEqual(['undefined a proof'])
    expect(await page.evaluate(url => tab.call(url), leave)).toBe('redirect_refused')
    expect(await page.evaluate(url => tab.call(url, { redirect: 'manual' }), leave)).toBe(0)
    expect(seen).toEqual([])
    close()
  })

  it('lie at rest beside a key that nobody can export, and no text of either', async () => {
    const page = await signedIn()
    const tokens = await page.evaluate(() => tab.ask(1))
    const dump = await page.evaluate(async () => {
      const opened = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('tessera')
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
      const kept = await new Promise<unknown[]>((resolve, reject) => {
        const request = opened.transaction('entries').objectStore('entries').getAll()
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
      const texts = JSON.stringify(kept, (_, part) =>
        part instanceof ArrayBuffer ? String.fromCharCode(...new Uint8Array(part)) : part,
      )
      const pairs = kept.filter((one): one is CryptoKeyPair => one instanceof Object && 'privateKey' in one)
      const exported = await Promise.all(
        pairs.map(({ privateKey }) => crypto.subtle.exportKey('jwk', privateKey).catch(error => error.name)),
      )
      return { texts, exported, extractable: pairs.map(({ privateKey }) => privateKey.extractable) }
    })
    expect(dump.extractable).toEqual([false])
    expect(dump.exported).toEqual(['InvalidAccessError'])
    for (const token of tokens) expect(dump.texts).not.toContain(token)
  })
})
