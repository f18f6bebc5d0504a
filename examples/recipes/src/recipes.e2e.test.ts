import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { type ServedPage, servePage } from '@tessera-examples/provider/served-page'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'

const unhandled: Error[] = []
let browser: Browser
let context: BrowserContext
let served: ServedPage
let provider: RunningProvider

beforeAll(async () => {
  ;[browser, served] = await Promise.all([launchChromium(), servePage(new URL('../dist/', import.meta.url))])
  provider = await startProvider({ pages: [`${served.origin}/`] })
})
afterAll(async () => {
  await browser?.close()
  await provider?.close()
  served?.close()
})
beforeEach(async () => {
  context = await browser.newContext()
  context.on('weberror', error => void unhandled.push(error.error()))
  provider.resetCounters()
})
afterEach(async () => {
  await context.close()
  provider.setAccessTokenSeconds(20)
  expect(unhandled.splice(0)).toEqual([])
})

async function open(router: 'react-router' | 'tanstack-router', path = '/'): Promise<Page> {
  served.configure({ issuer: provider.issuer, api: provider.api, router })
  const page = await context.newPage()
  await page.goto(served.origin + path)
  return page
}

async function fillIn(page: Page, username: 'alice' | 'bob'): Promise<void> {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(provider.users[username].password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function shows(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.getByRole('status').textContent(), { timeout: 15_000 }).toBe(text)
}

async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await fillIn(page, 'alice')
  await shows(page, 'Alice Liddell')
}

describe.each(['ky', 'axios'] as const)('%s', client => {
  it('sends the user’s token, and says why there is none', async () => {
    const page = await open('react-router')
    await shows(page, 'signed-out')
    const told = (name: 'ky' | 'axios') =>
      recipes[name]().then(
        answer => answer.for,
        error => [error.code, error.retryable],
      )
    expect(await page.evaluate(told, client)).toEqual(['not_signed_in', false])
    await signIn(page)
    expect(await page.evaluate(told, client)).toBe('alice')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await shows(page, 'signed-out')
    expect(await page.evaluate(told, client)).toEqual(['session_ended', false])
  })
})

describe('TanStack Query', () => {
  it('asks only for users, does not repeat what cannot help, and keeps nothing of one user for the next', async () => {
    const page = await open('react-router')
    await shows(page, 'signed-out')
    expect(provider.counters.apiRequests).toBe(0)
    await signIn(page)
    await page.getByText('3 orders by query, for alice').waitFor()
    expect(await page.evaluate(() => recipes.cached())).toBe(1)

    await page.getByRole('button', { name: 'Sign out' }).click()
    await shows(page, 'signed-out')
    await page.getByText('orders by query').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => recipes.cached())).toBe(0)
    expect(await page.evaluate(() => recipes.asked())).toBe(1)
    await context.clearCookies()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(page, 'bob')
    await page.getByText('3 orders by query, for bob').waitFor()
  })
})

describe.each(['react-router', 'tanstack-router'] as const)('A loader of %s', router => {
  it('asks a visitor to sign in, who comes out where the link led', async () => {
    const page = await open(router)
    await shows(page, 'signed-out')
    await page.getByRole('link', { name: 'Orders' }).click()
    await fillIn(page, 'alice')
    await page.getByRole('heading', { name: '3 orders, for alice' }).waitFor()
    expect(page.url()).toBe(`${served.origin}/orders`)

    await page.reload()
    await page.getByRole('heading', { name: '3 orders, for alice' }).waitFor()
    expect(provider.counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1 })
  })

  it('asks whoever comes by a bookmark, too', async () => {
    const page = await open(router, '/orders')
    await fillIn(page, 'alice')
    await page.getByRole('heading', { name: '3 orders, for alice' }).waitFor()
    expect(page.url()).toBe(`${served.origin}/orders`)
  })

  it('lets users in, with a token for what wants its string, and sends others elsewhere without asking them', async () => {
    const page = await open(router, '/account')
    await shows(page, 'signed-out')
    expect(page.url()).toBe(`${served.origin}/`)
    expect(provider.counters.requests).toBe(0)
    await signIn(page)
    await page.getByRole('link', { name: 'Account' }).click()
    await page.getByRole('heading', { name: 'Alice Liddell has 3 orders' }).waitFor()
    await page.goBack()
    await shows(page, 'Alice Liddell')

    await page.goto(`${served.origin}/account`)
    await page.getByRole('heading', { name: 'Alice Liddell has 3 orders' }).waitFor()
    expect(provider.counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1 })
  })

  it('leaves the page for users when the user signs out in another tab', async () => {
    const home = await open(router)
    await signIn(home)
    const page = await open(router, '/orders')
    await page.getByRole('heading', { name: '3 orders, for alice' }).waitFor()
    await home.getByRole('button', { name: 'Sign out' }).click()
    await shows(page, 'signed-out')
    expect(page.url()).toBe(`${served.origin}/`)
  })

  it('says what went wrong, does not ask again by itself, and lets the user', async () => {
    await provider.pause()
    const page = await open(router, '/orders')
    await page
      .getByText('network_failed')
      .waitFor()
      .finally(() => provider.resume())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(page, 'alice')
    await page.getByRole('heading', { name: '3 orders, for alice' }).waitFor()
  })

  it('shows nothing of one user to the next, who signs in in another tab', async () => {
    const page = await open(router)
    await signIn(page)
    await page.getByRole('link', { name: 'Orders' }).click()
    await page.getByRole('heading', { name: '3 orders, for alice' }).waitFor()
    const other = await open(router)
    await context.clearCookies()
    await page.route(`${provider.api}/**`, () => {})
    await other.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(other, 'bob')
    await shows(page, 'Bob Baker')
    await page.getByText('for alice').waitFor({ state: 'detached' })
    await Promise.all([
      page.waitForRequest(`${provider.api}/orders`),
      page.getByRole('link', { name: 'Orders' }).click(),
    ])
    expect(await page.getByText('for alice').count()).toBe(0)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })
})
