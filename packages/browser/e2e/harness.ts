import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'
import { type Site, startSite } from './site.ts'

/** A Chromium with a fresh profile for each test, at a site with an authorization server. */
export interface Harness {
  readonly site: Site
  readonly context: BrowserContext
  open(path?: string): Promise<Page>
  /** A name, Alice's unless said, and the password, at the authorization server. */
  fillIn(page: Page, who?: 'alice' | 'bob'): Promise<void>
  signIn(page: Page): Promise<void>
}

/** Starts with the tests of a file, ends with them, and expects of each that no error went unhandled. */
export function harness(): Harness {
  const unhandled: Error[] = []
  let browser: Browser
  let context: BrowserContext
  let site: Site

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
    await context.close()
    expect(unhandled.splice(0)).toEqual([])
    site.calm()
  })

  async function fillIn(page: Page, who: 'alice' | 'bob' = 'alice'): Promise<void> {
    await page.getByLabel('Username').fill(who)
    await page.getByLabel('Password').fill(site.provider.users[who].password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  return {
    fillIn,
    get site() {
      return site
    },
    get context() {
      return context
    },
    open: async (path = '/') => {
      const page = await context.newPage()
      await page.goto(site.origin + path)
      return page
    },
    signIn: async page => {
      await page.getByRole('button', { name: 'Sign in' }).click()
      await fillIn(page)
      await shows(page, 'signed-in Alice Liddell')
    },
  }
}

export async function shows(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.getByRole('status').textContent(), { timeout: 15_000 }).toBe(text)
}
