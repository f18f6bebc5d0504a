import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Site } from './site.ts'

declare global {
  /** What `copy.js` leaves for the tests. */
  var copies: Readonly<Record<string, { ask(callers: number): Promise<readonly string[]> }>>
}

/** One copy of the library, in the page that runs it. */
export interface Copy {
  readonly page: Page
  readonly name: string
}

const expiries = 3
const pastExpiry = 30_000

/**
 * Through one copy the user signs in, through the other signs out; in between both renew, once for each expiry. The clock of
 * their context is turned.
 */
export async function shareOneSession(site: Site, one: Copy, other: Copy): Promise<void> {
  const { provider } = site
  const both = [one, other]
  for (const copy of both) await shows(copy, 'signed-out')
  await signIn(site, one)
  for (const copy of both) await shows(copy, 'Alice Liddell')
  expect(provider.counters.codesExchanged).toBe(1)

  const tokens = new Set((await Promise.all(both.map(ask))).flat())
  provider.resetCounters()
  const before = tokens.size
  for (let expiry = 0; expiry < expiries; expiry++) {
    await one.page.context().clock.fastForward(pastExpiry)
    for (const token of (await Promise.all(both.map(ask))).flat()) tokens.add(token)
  }
  const renewals = tokens.size - before
  expect(renewals).toBeGreaterThanOrEqual(expiries)
  expect(provider.counters.tokenRequestsByResult).toEqual({ granted: renewals })
  expect(provider.counters.reuseDetections).toBe(0)

  await signOut(other)
  for (const copy of both) await shows(copy, 'signed-out')
  await one.page.context().clearCookies()
  provider.resetCounters()
}

/**
 * The user signs in through the older copy; then the newer one takes the session over, and from then on the older says so and leaves it
 * alone, whatever it is asked for.
 */
export async function leaveToNewer(site: Site, older: Copy, openNewer: () => Promise<Copy>): Promise<void> {
  const { counters } = site.provider
  await signIn(site, older)
  await shows(older, 'Alice Liddell')
  const newer = await openNewer()
  await shows(newer, 'Alice Liddell')
  site.provider.resetCounters()

  const tokens = new Set<string>()
  for (let expiry = 0; expiry < 2; expiry++) {
    await older.page.context().clock.fastForward(pastExpiry)
    for (const token of await ask(newer)) tokens.add(token)
    const stored = await storedIn(newer)
    expect(stored).toContain('"schema":2')
    expect(await ask(older)).toEqual(['storage_newer'])
    await shows(older, 'Alice Liddell storage_newer')
    if (expiry > 0) await signOut(older)
    if (expiry > 0) await shows(older, 'signed-out storage_newer')
    expect(await storedIn(newer)).toBe(stored)
  }
  expect(counters.tokenRequestsByResult).toEqual({ granted: tokens.size })
  expect([counters.reuseDetections, counters.revocations]).toEqual([0, 0])
  for (const token of await ask(newer)) expect(tokens).toContain(token)
}

async function signIn({ provider }: Site, copy: Copy): Promise<void> {
  await sectionOf(copy).getByRole('button', { name: 'Sign in' }).click()
  await copy.page.getByLabel('Username').fill('alice')
  await copy.page.getByLabel('Password').fill(provider.users.alice.password)
  await copy.page.getByRole('button', { name: 'Sign in' }).click()
}

function signOut(copy: Copy): Promise<void> {
  return sectionOf(copy).getByRole('button', { name: 'Sign out' }).click()
}

/** All grants in the profile, as they lie there, sealed parts included. */
function storedIn({ page }: Copy): Promise<string> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const readable = (_: string, value: unknown) => (value instanceof ArrayBuffer ? [...new Uint8Array(value)] : value)
    const found: unknown[] = []
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name))
      for (const store of database.objectStoreNames) {
        const entries = database.transaction(store).objectStore(store)
        const [keys, values] = [await done(entries.getAllKeys()), await done(entries.getAll())]
        for (const [index, key] of keys.entries()) if (`${key}`.startsWith('grant ')) found.push([key, values[index]])
      }
      database.close()
    }
    return JSON.stringify(found, readable)
  })
}

function ask({ page, name }: Copy): Promise<readonly string[]> {
  return page.evaluate(name => copies[name]?.ask(25) ?? [], name)
}

function sectionOf({ page, name }: Copy): Locator {
  return page.getByRole('region', { name })
}

async function shows(copy: Copy, text: string): Promise<void> {
  await expect.poll(() => sectionOf(copy).getByRole('status').textContent(), { timeout: 15_000 }).toBe(text)
}
