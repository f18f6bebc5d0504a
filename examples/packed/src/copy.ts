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
export async function shareOneSession({ provider }: Site, one: Copy, other: Copy): Promise<void> {
  const both = [one, other]
  for (const copy of both) await shows(copy, 'signed-out')
  await sectionOf(one).getByRole('button', { name: 'Sign in' }).click()
  await one.page.getByLabel('Username').fill('alice')
  await one.page.getByLabel('Password').fill(provider.users.alice.password)
  await one.page.getByRole('button', { name: 'Sign in' }).click()
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

  await sectionOf(other).getByRole('button', { name: 'Sign out' }).click()
  for (const copy of both) await shows(copy, 'signed-out')
  await one.page.context().clearCookies()
  provider.resetCounters()
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
