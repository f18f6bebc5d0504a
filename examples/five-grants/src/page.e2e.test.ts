import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { type ServedPage, servePage } from '@tessera-examples/provider/served-page'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'

let browser: Browser
let context: BrowserContext
let served: ServedPage
let provider: RunningProvider

beforeAll(async () => {
  ;[browser, served] = await Promise.all([
    launchChromium(),
    servePage(new URL('../../spa-react/dist/', import.meta.url)),
  ])
  provider = await startProvider({ pages: [`${served.origin}/`], accessTokenSeconds: 3 })
  const { issuer, api, users } = provider
  served.configure({ issuer, api, users: Object.values(users) })
})
afterAll(async () => {
  await browser?.close()
  await provider?.close()
  served?.close()
})
beforeEach(async () => {
  context = await browser.newContext()
})
afterEach(() => context.close())

async function open(): Promise<Page> {
  const page = await context.newPage()
  await page.goto(served.origin)
  return page
}

async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Username').fill('alice')
  await page.getByLabel('Password').fill(provider.users.alice.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Alice Liddell' }).waitFor()
}

async function shows(page: Page, status: string): Promise<void> {
  await expect.poll(() => page.getByRole('status').textContent(), { timeout: 15_000 }).toBe(status)
}

it('signs in, calls the API, stays signed in over a reload without asking, and is watched rotating', async () => {
  const page = await open()
  await signIn(page)
  await page.getByRole('button', { name: 'Call the API' }).click()
  await page.getByText('The API answered 200, for alice.').waitFor()

  provider.resetCounters()
  await page.reload()
  await shows(page, 'signed in')
  expect(provider.counters.requests).toBe(0)
  const rotations = page.locator('dt:text("Rotations seen") + dd')
  await expect.poll(() => rotations.textContent(), { timeout: 15_000 }).toBe('2')
  expect(provider.counters.reuseDetections).toBe(0)
})

it('shares one session and one rotation with a second tab, and signs out of both', async () => {
  const first = await open()
  await signIn(first)
  const second = await open()
  await shows(second, 'signed in')
  provider.resetCounters()
  await expect.poll(() => provider.counters.tokenRequests, { timeout: 15_000 }).toBe(2)
  expect(provider.counters.reuseDetections).toBe(0)

  await first.getByRole('button', { name: 'Sign out', exact: true }).click()
  await shows(first, 'signed out')
  await shows(second, 'signed out')
})

it('signs out at the provider, too: the next sign-in asks for the password again', async () => {
  const page = await open()
  await signIn(page)
  const isBack = page.waitForEvent('framenavigated', frame => frame.url() === `${served.origin}/`)
  await page.getByRole('button', { name: 'Sign out at the provider, too' }).click()
  await isBack
  await shows(page, 'signed out')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Password').waitFor()
})
