import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { type ServedPage, servePage } from '@tessera-examples/provider/served-page'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'

let browser: Browser
let served: ServedPage
let provider: RunningProvider

beforeAll(async () => {
  ;[browser, served] = await Promise.all([launchChromium(), servePage(new URL('../dist/', import.meta.url))])
  provider = await startProvider({ pages: [`${served.origin}/`] })
  served.configure({ issuer: provider.issuer, api: provider.api })
})
afterAll(async () => {
  await browser?.close()
  await provider?.close()
  served?.close()
})

async function shows(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.getByRole('status').textContent(), { timeout: 15_000 }).toBe(text)
}

it('says what is wrong with the grant and what the way out is, signs in, calls the API, and ends with its token', async () => {
  provider.setAccessTokenSeconds(5)
  const page = await browser.newPage()
  await page.goto(served.origin)
  await shows(page, 'signed-out')
  const note = await page.getByRole('note').textContent()
  for (const words of ['RFC 9700', 'way out', 'authorization code grant']) expect(note).toContain(words)

  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Username').fill('alice')
  await page.getByLabel('Password').fill(provider.users.alice.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await shows(page, 'signed-in Alice Liddell')
  expect(page.url()).toBe(`${served.origin}/`)
  const call = page.getByRole('button', { name: 'Call the API' })
  const answer = page.locator('#answer')
  await call.click()
  await page.getByText('The API answered 200, for alice.').waitFor()
  expect(provider.counters.tokenRequests).toBe(0)

  // Nothing renews the token, and it is noticed when it is needed.
  const calling = async () => {
    if (await call.isVisible()) await call.click()
    return page.locator('#status').textContent()
  }
  await expect.poll(calling, { timeout: 15_000, interval: 500 }).toBe('signed-out session_ended')
  expect(await answer.textContent()).toMatch(/^There is no token: session_ended\.$|^The API answered 401/)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await shows(page, 'signed-in Alice Liddell')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await shows(page, 'signed-out')
})
