import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DrivenBrowser, DrivenTab, Engine } from './driven-browser.ts'
import { type Elsewhere, elsewhere } from './elsewhere.ts'
import { engines } from './engines.ts'
import { type Site, startSite } from './site.ts'

describe.each(engines)('a proof in $name', engine => {
  describe.skipIf(!engine.isHere)('made with a key out of the database', () => inEngine(engine))
})

function inEngine(engine: Engine): void {
  let profile: string
  let browser: DrivenBrowser
  let tab: DrivenTab
  let site: Site
  let other: Elsewhere

  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), 'tessera-profile-'))
    ;[site, browser, other] = await Promise.all([startSite(), engine.start(profile), elsewhere()])
    tab = await browser.open(site.origin)
    await vi.waitUntil(() => tab.run('globalThis.tab?.ready()').catch(() => false), 20_000)
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
    other?.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  })

  const calling = (url: string) => tab.run(`tab.prove(${JSON.stringify(url)})`)

  it('goes where it was meant to go', async () => {
    expect(await calling(`${other.origin}/`)).toBe(200)
    expect(other.seen.splice(0)).toEqual([expect.stringMatching(/^DPoP a token [\w-]+\.[\w-]+\.[\w-]+$/)])
  })

  it('does not go on to another origin', async () => {
    expect(await calling(`${site.origin}/leave?to=${other.origin}/`)).toBe('redirect_refused')
    expect(other.seen).toEqual([])
  })
}
