import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'
import { type Stage, stage } from '../stage.ts'

let browser: Browser
let context: BrowserContext
let shown: Stage

beforeAll(async () => {
  ;[browser, shown] = await Promise.all([launchChromium(), stage(60)])
})
afterAll(async () => {
  await browser?.close()
  await shown?.close()
})
beforeEach(async () => {
  context = await browser.newContext()
})
afterEach(() => context.close())

async function signedIn(accessTokenSeconds: number): Promise<Page> {
  shown.provider.setAccessTokenSeconds(accessTokenSeconds)
  const page = await shown.open(context)
  await shown.signIn(page)
  await tells(page, 'Alice Liddell signed in.')
  shown.provider.resetCounters()
  return page
}

async function shows(page: Page, status: string): Promise<void> {
  await expect.poll(() => page.getByRole('status').textContent(), { timeout: 30_000 }).toBe(status)
}

async function tells(page: Page, sentence: string | RegExp): Promise<void> {
  await page.getByRole('listitem').filter({ hasText: sentence }).first().waitFor()
}

const renewedHere = /This tab renewed the tokens, in \d+ ms\./
const renewedElsewhere = 'Another tab renewed the tokens. This one took them over.'
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

it('signs in, calls the API, and stays signed in over a reload without asking', async () => {
  const page = await signedIn(60)
  await press(page, 'Get the orders')
  await page.getByText('The API answered 200, for alice.').waitFor()
  await page.reload()
  await shows(page, 'Signed in')
  await tells(page, 'This tab found the session of Alice Liddell in the browser, and asked the server nothing.')
  expect(shown.provider.counters.requests).toBe(0)
})

it('shows the code of its app as it is', async () => {
  const page = await shown.open(context)
  await expect.poll(() => page.locator('pre').allTextContents()).toHaveLength(2)
  const [auth, app] = await page.locator('pre').allTextContents()
  expect(auth).toContain('export const auth = createAuth({')
  expect(app?.trim().split('\n')).toHaveLength(9)
})

it('expires now: one request, and the session goes on', async () => {
  const page = await signedIn(60)
  await press(page, 'Expire now')
  await tells(page, 'The token was refused, and its caller got a new one.')
  await tells(page, renewedHere)
  expect(shown.provider.counters).toMatchObject({ tokenRequests: 1, reuseDetections: 0, graceUses: 0 })

  await press(page, 'Expire now')
  await tells(page, 'The token is new already, so it was not renewed again for the same reason.')
  await shows(page, 'Signed in')
  expect(shown.provider.counters.tokenRequests).toBe(1)
})

it('gives four callers at once the same token, of one request', async () => {
  const page = await signedIn(60)
  await press(page, 'Four callers at once')
  await tells(page, 'Four callers were refused at once, and all got the same new token.')
  await expect.poll(() => page.locator('dt:text("token requests") + dd').textContent()).toBe('1')
  expect(shown.provider.counters).toMatchObject({ tokenRequests: 1, reuseDetections: 0 })
})

it('survives a lost answer: it asks once more, and the server forgives', async () => {
  const page = await signedIn(60)
  await press(page, 'Lose the next answer')
  await tells(page, 'The server’s next answer will be lost.')
  await press(page, 'Expire now')
  await tells(page, 'No answer came. You stay signed in, and it is tried again.')
  await tells(page, 'It works again. Nothing was lost.')
  await tells(page, renewedHere)
  await shows(page, 'Signed in')
  expect(shown.provider.counters).toMatchObject({ tokenRequests: 2, graceUses: 1, reuseDetections: 0 })
})

it('names what ended a session whose answer was lost at a server that forgives nothing, and why', async () => {
  const page = await signedIn(60)
  await press(page, 'Lose it for good')
  await press(page, 'Expire now')
  await shows(page, 'Signed out')
  await tells(page, 'The session ended: an answer was lost, and the server forgives nothing.')
  const alert = page.getByRole('alert')
  await alert.getByText('session_ended: answer-lost').waitFor()
  await alert.getByText('Ask the user to sign in again.').waitFor()
})

it('waits while the server is down, says so, and goes on by itself with one request', async () => {
  const page = await signedIn(6)
  await press(page, 'Take the server down')
  await shows(page, 'Signed in, waiting for the server')
  await page.getByRole('note').getByText('network_failed').waitFor()
  expect(shown.provider.counters.tokenRequests).toBe(0)
  shown.provider.setAccessTokenSeconds(60)
  await press(page, 'Bring the server up')
  await shows(page, 'Signed in')
  await tells(page, renewedHere)
  expect(shown.provider.counters).toMatchObject({ tokenRequests: 1, reuseDetections: 0, graceUses: 0 })
})

it('lets a visitor who signed out meanwhile bring the server up again', async () => {
  const page = await signedIn(60)
  await press(page, 'Take the server down')
  await press(page, 'Sign out here')
  await shows(page, 'Signed out')
  await press(page, 'Bring the server up')
  await tells(page, 'The server is up.')
  await page.getByRole('button', { name: 'Bring the server up' }).waitFor({ state: 'detached' })
  expect((await fetch(`${shown.provider.issuer}/jwks`)).status).toBe(200)
})

it('shares the session with a second tab: whoever renews, both go on, and both are signed out', async () => {
  const first = await signedIn(60)
  const opening = context.waitForEvent('page')
  await first.getByRole('link', { name: 'Open another tab' }).click()
  const second = await opening
  await second.getByText('Hello Alice Liddell').waitFor()
  await first.getByText('One other tab shares the session.').waitFor()
  expect(shown.provider.counters.requests).toBe(0)

  await press(second, 'Expire now')
  await tells(second, renewedHere)
  await tells(first, renewedElsewhere)
  expect(shown.provider.counters).toMatchObject({ tokenRequests: 1, reuseDetections: 0 })

  await press(second, 'Sign out here')
  for (const page of [first, second]) {
    await shows(page, 'Signed out')
    await tells(page, 'Signed out, here and in every other tab.')
  }
  await second.close()
})

it('makes one request for each expiry, with two tabs that ask all the time', async () => {
  const first = await signedIn(3)
  const second = await shown.open(context)
  await shows(second, 'Signed in')
  const { provider } = shown
  await expect.poll(() => provider.counters.tokenRequests, { timeout: 30_000 }).toBeGreaterThanOrEqual(4)
  provider.setAccessTokenSeconds(60)
  const renewals = async (page: Page) =>
    page
      .getByRole('listitem')
      .filter({ hasText: /renewed the tokens/ })
      .count()
  const requests = () => provider.counters.tokenRequests
  await expect.poll(async () => (await renewals(first)) === requests(), { timeout: 30_000 }).toBe(true)
  expect(provider.counters).toMatchObject({ reuseDetections: 0, graceUses: 0 })
})

it('signs out at the server, too: the next sign-in asks for the password again', async () => {
  const page = await signedIn(60)
  const home = page.url()
  const isBack = page.waitForEvent('framenavigated', frame => frame.url() === home)
  await press(page, 'Sign out at the server')
  await isBack
  await shows(page, 'Signed out')
  await press(page, 'Sign in')
  await page.getByLabel('Password').waitFor()
})
