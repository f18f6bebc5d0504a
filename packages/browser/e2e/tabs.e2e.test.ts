import { setTimeout } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'
import type { Exercised } from './exercise.ts'
import { type Site, startSite } from './site.ts'

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
})
afterEach(async () => {
  const { provider } = site
  await context.close()
  provider.setAccessTokenSeconds(20)
  provider.setGraceSeconds(0)
  provider.delayTokenAnswers(0)
})

async function open(path = '/'): Promise<Page> {
  const page = await context.newPage()
  await page.goto(site.origin + path)
  return page
}

function status(page: Page): Promise<string | null> {
  return page.getByRole('status').textContent()
}

async function shows(page: Page, text: string): Promise<void> {
  await expect.poll(() => status(page), { timeout: 15_000 }).toBe(text)
}

async function signIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Username').fill('alice')
  await page.getByLabel('Password').fill(site.provider.users.alice.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await shows(page, 'signed-in Alice Liddell')
}

async function fourTabs(path = '/'): Promise<readonly Page[]> {
  const first = await open(path)
  await shows(first, 'signed-out')
  await signIn(first)
  const others = await Promise.all([open(path), open(path), open(path)])
  const tabs = [first, ...others]
  for (const page of tabs) await shows(page, 'signed-in Alice Liddell')
  return tabs
}

function exerciseAll(tabs: readonly Page[], callers: number, expiries: number): Promise<readonly Exercised[]> {
  return Promise.all(tabs.map(page => page.evaluate(asked => tab.exercise(...asked), [callers, expiries] as const)))
}

describe('four tabs share one session', () => {
  it('renews once per expiry for everybody, without a reuse and without a render', async () => {
    const { provider } = site
    provider.setAccessTokenSeconds(1)
    const tabs = await fourTabs()
    provider.resetCounters()
    const rendersBefore = await Promise.all(tabs.map(page => page.evaluate(() => tab.renders())))

    const results = await exerciseAll(tabs, 50, 40)

    expect(results.flatMap(({ failures }) => failures)).toEqual([])
    for (const { served } of results) expect(served).toBeGreaterThanOrEqual(40 * 50)
    const tokens = new Set(results.flatMap(result => result.tokens))
    expect(tokens.size).toBeGreaterThanOrEqual(40)
    console.log(provider.counters, tokens.size)
    expect(provider.counters.reuseDetections).toBe(0)
    expect(await Promise.all(tabs.map(page => page.evaluate(() => tab.renders())))).toEqual(rendersBefore)
  })
})
