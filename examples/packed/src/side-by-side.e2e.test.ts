import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { build } from 'esbuild'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, type TestContext } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'
import { root } from '../../../.ci/files.ts'
import { lastCommit } from './last-commit.ts'
import { installed } from './project.ts'
import { type Site, startSite } from './site.ts'
import { packed } from './tarballs.ts'

declare global {
  /** What `copy.js` leaves for the tests. */
  var copies: Readonly<Record<string, { ask(callers: number): Promise<readonly string[]> }>>
}

/** One copy of the library, in the page that runs it. */
interface Copy {
  readonly page: Page
  readonly name: string
}

const expiries = 3
const tokenSeconds = 1

let scratch: string
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tessera-side-by-side-'))
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await rm(scratch, { recursive: true })
})
beforeEach(async () => {
  context = await browser.newContext()
})
afterEach(() => context.close())

it('two copies of the library on one page are one session', async test => {
  const script = await copyFrom(root, 'this', test)
  const pages = { '/': ['/this.js?name=one', '/this.js?name=other'] }
  const site = await startSite(pages, { '/this.js': script })
  test.onTestFinished(site.close)
  const page = await open(site, '/')
  await shareOneSession(site, { page, name: 'one' }, { page, name: 'other' })
  await shareOneSession(site, { page, name: 'other' }, { page, name: 'one' })
})

it('this release and the last commit are one session, in two tabs of one profile', async test => {
  const before = join(scratch, 'last-commit')
  await lastCommit(before, test)
  const scripts = { '/this.js': await copyFrom(root, 'this', test), '/last.js': await copyFrom(before, 'last', test) }
  const pages = { '/this': ['/this.js?name=this'], '/last': ['/last.js?name=last'] }
  const site = await startSite(pages, scripts)
  test.onTestFinished(site.close)
  const current = { page: await open(site, '/this'), name: 'this' }
  const last = { page: await open(site, '/last'), name: 'last' }
  await shareOneSession(site, current, last)
  await shareOneSession(site, last, current)
})

/** A script with the library in it whole, from the tarballs of a workspace. */
async function copyFrom(workspace: string, name: string, test: TestContext): Promise<string> {
  const folder = await mkdtemp(join(scratch, name))
  await installed(['side-by-side'], await packed(workspace, folder), join(folder, 'project'), test)
  const entryPoints = [join(folder, 'project', 'copy.js')]
  const { outputFiles } = await build({ entryPoints, bundle: true, format: 'esm', target: 'es2023', write: false })
  return outputFiles.map(({ text }) => text).join('')
}

async function open(site: Site, path: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(site.origin + path)
  return page
}

/** Through one copy the user signs in, through the other signs out; in between both renew, once for each expiry. */
async function shareOneSession({ provider }: Site, one: Copy, other: Copy): Promise<void> {
  provider.setAccessTokenSeconds(tokenSeconds)
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
    await setTimeout(tokenSeconds * 1_000)
    for (const token of (await Promise.all(both.map(ask))).flat()) tokens.add(token)
  }
  const renewals = tokens.size - before
  expect(renewals).toBeGreaterThanOrEqual(expiries)
  expect(provider.counters.tokenRequestsByResult).toEqual({ granted: renewals })
  expect(provider.counters.reuseDetections).toBe(0)

  await sectionOf(other).getByRole('button', { name: 'Sign out' }).click()
  for (const copy of both) await shows(copy, 'signed-out')
  await context.clearCookies()
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
