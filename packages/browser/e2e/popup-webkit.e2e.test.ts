import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Site, startSite } from './site.ts'
import { drivenWebKit, undrivenWebKit } from './webkit.ts'

let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site.close())

describe.skipIf(!drivenWebKit.isHere)('In WebKitGTK, which opens no window while it is driven', () => {
  it.each(['', '/coop'])('a pop-up signs in, also where windows are kept apart: /by-itself%s', async more => {
    site.calm()
    const profile = await mkdtemp(join(tmpdir(), 'tessera-profile-'))
    onTestFinished(() => rm(profile, { recursive: true, force: true, maxRetries: 5 }))
    onTestFinished(undrivenWebKit(profile, `${site.origin}/by-itself${more}`))
    await expect.poll(() => site.unasked, { timeout: 30_000 }).toContain('signed-in Alice Liddell')
    expect(site.unasked.filter(told => told.startsWith('opener'))).toEqual(['opener null'])
  })
})
