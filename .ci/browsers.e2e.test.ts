import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from './chromium.ts'
import { suiteWatch } from './suite-watch.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

it.each([
  ['on the console', (text: string) => console.log(text)],
  [
    'in a member of an error that is hidden',
    (sent: string) => {
      const ours = Object.assign(new Error(), { name: 'OAuthError' })
      Object.defineProperty(ours, 'request', { value: { sent } })
    },
  ],
  [
    'in one of many causes',
    (text: string) => {
      const cause = new AggregateError([new Error(text)])
      Object.assign(new Error('', { cause }), { name: 'OAuthError' })
    },
  ],
  [
    'in an object without a prototype, beside others that cannot be told as text',
    (text: string) => {
      const config = Object.assign(Object.create(null), { text, broken: Object.create(null) })
      Object.defineProperty(config, 'failing', { get: () => config.broken.missing.member })
      Object.assign(new Error(), { name: 'OAuthError', config })
    },
  ],
  ['in an address', (text: string) => history.pushState(undefined, '', `#${text}`)],
])('what is secret in a page is found in that page %s', async (_, leak) => {
  const page = await browser.newPage()
  await page.route('http://localhost/', route => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
  await page.goto('http://localhost/')
  const text = crypto.randomUUID()
  await page.evaluate(secret => void new URLSearchParams({ code_verifier: secret }), text)
  await page.evaluate(leak, text)
  await expect.poll(() => suiteWatch.leaks()).toEqual([expect.stringContaining('[code_verifier]')])
})
