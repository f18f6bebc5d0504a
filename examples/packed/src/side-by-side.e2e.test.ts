import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startProvider } from '@tessera-examples/provider'
import { build } from 'esbuild'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'
import { hasRedis, startRedis } from '../../../packages/node/test-support/redis-server.ts'
import { leaveToNewer, shareOneSession } from './copy.ts'
import { type ReleaseProcess, type Shared, startProcess } from './release-process.ts'
import { type Release, type Releases, releasesIn } from './releases.ts'
import { type Site, startSite } from './site.ts'

let scratch: string
let releases: Releases

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tessera-side-by-side-'))
  releases = releasesIn(scratch)
})
afterAll(() => rm(scratch, { recursive: true, force: true, maxRetries: 5 }))

describe('in pages', () => {
  let browser: Browser
  let context: BrowserContext
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  it('two copies of the library on one page are one session', async test => {
    const script = await copyOf('this', test)
    const pages = { '/': ['/this.js?name=one', '/this.js?name=other'] }
    const site = await siteWith(pages, { '/this.js': script }, test)
    const page = await open(site, '/')
    await shareOneSession(site, { page, name: 'one' }, { page, name: 'other' })
    await shareOneSession(site, { page, name: 'other' }, { page, name: 'one' })
  })

  it('this release and the last commit are one session, in two tabs of one profile', async test => {
    const scripts = { '/this.js': await copyOf('this', test), '/last.js': await copyOf('last', test) }
    const pages = { '/this': ['/this.js?name=this'], '/last': ['/last.js?name=last'] }
    const site = await siteWith(pages, scripts, test)
    const one = { page: await open(site, '/this'), name: 'this' }
    const other = { page: await open(site, '/last'), name: 'last' }
    await shareOneSession(site, one, other)
    await shareOneSession(site, other, one)
  })

  it('what a newer release has written is neither overwritten nor spent, in two tabs of one profile', async test => {
    const scripts = { '/this.js': await copyOf('this', test), '/next.js': await copyOf('next', test) }
    const pages = { '/this': ['/this.js?name=this'], '/next': ['/next.js?name=next'] }
    const site = await siteWith(pages, scripts, test)
    const older = { page: await open(site, '/this'), name: 'this' }
    await leaveToNewer(site, older, async () => ({ page: await open(site, '/next'), name: 'next' }))
  })

  /** A script with the library in it whole. */
  async function copyOf(release: Release, test: TestContext): Promise<string> {
    const entryPoints = [join(await releases.sideBySide(release, test), 'copy.js')]
    const { outputFiles } = await build({ entryPoints, bundle: true, format: 'esm', target: 'es2023', write: false })
    return outputFiles.map(({ text }) => text).join('')
  }

  async function siteWith(...[pages, scripts, test]: [...Parameters<typeof startSite>, TestContext]): Promise<Site> {
    context = await browser.newContext()
    await context.clock.install()
    test.onTestFinished(() => context.close())
    const site = await startSite(pages, scripts)
    test.onTestFinished(site.close)
    return site
  }

  async function open(site: Site, path: string): Promise<Page> {
    const page = await context.newPage()
    await page.goto(site.origin + path)
    return page
  }
})

describe.concurrent.each(['files', 'Redis'])('in processes that share %s', kind => {
  const known = it.skipIf(kind === 'Redis' && !hasRedis)
  const tokenSeconds = 1
  const callers = 25

  known('this release and the last commit are one session', async test => {
    const { provider, start } = await world(test)
    const [ours, theirs] = [await start('this', 2), await start('last', 2)]
    const tokens = new Set((await answers(...ours, ...theirs)).got)

    provider.delayTokenAnswers(200)
    const turns = [ours, theirs]
    for (const leaders of turns) {
      await setTimeout(tokenSeconds * 1_000)
      const spent = Promise.race(leaders.map(process => process.nextSpend()))
      const first = answers(...leaders)
      await spent
      const then = answers(...(leaders === ours ? theirs : ours))
      for (const { got } of [await first, await then]) for (const token of got) tokens.add(token)
    }

    const renewals = tokens.size - 1
    expect(provider.counters.tokenRequestsByGrantType).toEqual({ password: 1, refresh_token: renewals })
    expect(provider.counters.tokenRequestsByResult).toEqual({ granted: 1 + renewals })
    expect(provider.counters.reuseDetections).toBe(0)
    for (const processes of [ours, theirs]) expect(spentBy(processes)).toBeGreaterThan(0)
  })

  known('what a newer release has written is neither overwritten nor spent', async test => {
    const { provider, start } = await world(test)
    const older = [...(await start('this', 1)), ...(await start('last', 1))]
    const newer = await start('next', 1)
    await answers(...older)
    const spentBefore = spentBy(older)
    provider.resetCounters()

    const tokens = new Set<string>()
    for (let expiry = 0; expiry < 2; expiry++) {
      await setTimeout(tokenSeconds * 1_000)
      const { got, records } = await answers(...newer)
      expect(await answers(...older)).toEqual({ got: ['storage_newer'], records })
      for (const token of got) tokens.add(token)
    }
    expect([spentBy(newer), spentBy(older)]).toEqual([tokens.size, spentBefore])
    expect(provider.counters.tokenRequestsByGrantType).toEqual({ refresh_token: tokens.size })
    expect(provider.counters.tokenRequestsByResult).toEqual({ granted: tokens.size })
    expect(provider.counters.reuseDetections).toBe(0)
  })

  /** A place to share, an authorization server, and how processes of a release are started. */
  async function world(test: TestContext) {
    const provider = await startProvider({ accessTokenSeconds: tokenSeconds })
    test.onTestFinished(provider.close)
    const { issuer, api, clients, users } = provider
    const { id: clientId, secret: clientSecret } = clients.firstParty
    const client = { issuer, clientId, clientSecret, scope: 'openid orders.read', resources: { api } }
    const shared: Shared = { ...client, ...users.bob, ...(await placeFor(test)) }
    const start = async (release: Release, count: number) => {
      const folder = await releases.sharedStore(release, test)
      const processes = await Promise.all(Array.from({ length: count }, () => startProcess(folder, shared)))
      for (const { close } of processes) test.onTestFinished(close)
      return processes
    }
    return { provider, start }
  }

  async function placeFor(test: TestContext): Promise<Pick<Shared, 'folder' | 'redis'>> {
    if (kind === 'files') return { folder: await mkdtemp(join(scratch, 'tokens')) }
    const { url, close } = await startRedis()
    test.onTestFinished(close)
    return { redis: url }
  }

  /** What their callers got, each answer once, and what then is in the store. */
  async function answers(...processes: readonly ReleaseProcess[]) {
    const all = await Promise.all(processes.map(({ ask }) => ask(callers)))
    const records = new Set(all.map(({ record }) => JSON.stringify(record)))
    return { got: [...new Set(all.flatMap(({ got }) => got))], records: [...records] }
  }
})

function spentBy(processes: readonly ReleaseProcess[]): number {
  return processes.reduce((sum, { spent }) => sum + spent, 0)
}
