import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { suiteWatch } from '../../../.ci/suite-watch.ts'
import { dump } from './dump.ts'
import { harness, shows } from './harness.ts'

const chromium = harness()
const { open, fillIn, signIn } = chromium

const ask = async (page: Page) => (await page.evaluate(() => tab.ask(1)))[0] ?? ''

/** Of all secrets that the page and the authorization server ever had. */
async function foundAtRest(page: Page): Promise<readonly string[]> {
  const stored = await page.context().storageState({ indexedDB: true })
  // The browser itself notes with which address the page was loaded: the code in it is spent.
  const kept = (await page.evaluate(dump)).replace(/(?<=^measured: .*\?code=)[\w-]+(?=&state=tsr)/m, '')
  suiteWatch.say(kept + JSON.stringify(stored))
  return suiteWatch.leaks()
}

it.each(['/', '/dpop'])(
  'after a sign-in and after a renewal, no token lies in what a page keeps or shows: %s',
  async path => {
    chromium.site.provider.setAccessTokenSeconds(4)
    const page = await open(path)
    await signIn(page)
    expect(await foundAtRest(page)).toEqual([])
    const first = await ask(page)
    await expect.poll(() => ask(page), { timeout: 15_000 }).not.toBe(first)
    expect(await foundAtRest(page)).toEqual([])
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(await foundAtRest(page)).toEqual([])
    // It would have been found.
    await page.evaluate(token => sessionStorage.setItem('token', token), first)
    expect(await foundAtRest(page)).not.toEqual([])
  },
)

it('after a sign-in by a pop-up with the implicit grant, no token lies in the page either', async () => {
  const page = await open('/implicit')
  const opened = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Pop up' }).click()
  await fillIn(await opened)
  await shows(page, 'signed-in Alice Liddell')
  expect(await foundAtRest(page)).toEqual([])
})

it('whatever a page keeps or shows is looked at', async () => {
  const page = await open('/elsewhere')
  const places = await page.evaluate(async () => {
    const hide = (place: string) => `hidden in ${place}`
    localStorage.setItem('key', hide('localStorage'))
    sessionStorage.setItem('key', hide('sessionStorage'))
    await cookieStore.set('key', hide('a cookie'))
    window.name = hide('the name')
    document.body.dataset.key = hide('the document')
    Object.assign(window, { key: { key: new Map([['key', hide('a property')]]) } })
    await (await caches.open('cache')).put('/key', new Response(hide('a cache')))
    performance.mark(hide('a mark'))
    const database = await new Promise<IDBDatabase>(resolve => {
      const request = indexedDB.open('database')
      request.onupgradeneeded = () => request.result.createObjectStore('store')
      request.onsuccess = () => resolve(request.result)
    })
    const bytes = new TextEncoder().encode(hide('bytes'))
    const key = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey'])
    database
      .transaction('store', 'readwrite')
      .objectStore('store')
      .put({ key: [hide('a database'), bytes, key] }, 1)
    database.close()
    history.pushState(undefined, '', `?${encodeURIComponent('hidden in an address')}`)
    history.pushState({ key: hide('the state') }, '', '/elsewhere')
    const names = ['localStorage', 'sessionStorage', 'a cookie', 'the state', 'the name', 'the document', 'a property']
    return [...names, 'a cache', 'a mark', 'bytes', 'a database'].map(hide)
  })
  const kept = await page.evaluate(dump)
  for (const place of [...places, 'hidden%20in%20an%20address', 'secret key: ']) expect(kept).toContain(place)
})
