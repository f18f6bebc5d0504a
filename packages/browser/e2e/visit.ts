import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { DrivenBrowser, Engine } from './driven-browser.ts'
import { type Site, startSite } from './site.ts'

/** A site, and a browser that visits it on a profile of its own. */
export interface Visit {
  readonly site: Site
  readonly browser: DrivenBrowser
  readonly profile: string
  /** Starts a browser that was killed again, on the same profile. */
  restart(): Promise<void>
}

/** Begins before the tests of an engine, and ends with them. */
export function visiting(engine: Engine): Visit {
  let site: Site
  let browser: DrivenBrowser
  let profile: string

  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), 'tessera-profile-'))
    ;[site, browser] = await Promise.all([startSite(), engine.start(profile)])
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  })

  return {
    get site() {
      return site
    },
    get browser() {
      return browser
    },
    get profile() {
      return profile
    },
    restart: async () => {
      browser = await engine.start(profile)
    },
  }
}
