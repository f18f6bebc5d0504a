import type { Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { type Faults, type FaultyServer, faultyServer } from '../../core/test-support/faulty-server.ts'
import type { Finding } from '../src/diagnose.ts'
import { harness } from './harness.ts'

const chromium = harness()

const servers: FaultyServer[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const isNotFine = ({ verdict }: Finding) => verdict !== 'fine'
/** What no page can see of a server at another origin, unless that lets it. */
const unseen = { check: 'registration', verdict: 'unknown' }

async function opened(address: string): Promise<Page> {
  const page = await chromium.context.newPage()
  await page.goto(address)
  await page.waitForFunction(() => globalThis.tab)
  return page
}

/** What is wrong with a client of a server with these faults, seen from a page of another origin. */
async function wrong(faults: Faults, more: Readonly<Record<string, unknown>> = {}): Promise<readonly Finding[]> {
  const server = await faultyServer(faults)
  servers.push(server)
  const page = await opened(chromium.site.origin)
  const found = await page.evaluate(all => tab.diagnose(all), { issuer: server.issuer, ...more })
  return found.filter(isNotFine)
}

describe('a diagnosis in a page', () => {
  it('finds nothing wrong with a page and an authorization server in good order', async () => {
    const { provider } = chromium.site
    provider.resetCounters()
    const page = await opened(chromium.site.origin)
    const found = await page.evaluate(() => tab.diagnose())
    expect(found.filter(isNotFine)).toMatchObject([unseen, { check: 'clock', verdict: 'unknown' }])
    const checks = found.map(({ check }) => check)
    for (const check of ['secure-context', 'storage', 'locks', 'cookies', 'redirect-uri', 'token-endpoint'])
      expect(checks).toContain(check)
    expect(checks.filter(check => check === 'cors')).toHaveLength(4)
    expect(provider.counters.tokenRequestsByResult).toEqual({ invalid_request: 1 })
  })

  const closed = { 'access-control-allow-origin': 'https://another.example' }

  it.each<[string, Faults, RegExp]>([
    ['the metadata', { metadata: { headers: closed } }, /openid-configuration answers, but the pages/],
    ['the keys', { keys: { headers: closed } }, /keys answers, but the pages/],
    ['the token endpoint', { token: { headers: closed } }, /token answers, but the pages/],
  ])('tells %s that it may not read from those that are not there', async (_, faults, says) => {
    const found = await wrong(faults)
    expect(found).toContainEqual(
      expect.objectContaining({ check: 'cors', verdict: 'broken', says: expect.stringMatching(says) }),
    )
  })

  it('tells that it may not send an access token, or not see the reason for a refusal', async () => {
    const forbidden = await wrong({ preflight: { headers: { 'access-control-allow-headers': 'dpop' } } })
    const warning = { check: 'cors', verdict: 'warning' }
    expect(forbidden).toMatchObject([unseen, { ...warning, says: expect.stringMatching(/may not send/) }])
    const hidden = await wrong({ me: { headers: { 'access-control-expose-headers': 'date' } } })
    expect(hidden).toMatchObject([unseen, { ...warning, says: expect.stringMatching(/WWW-Authenticate/) }])
  })

  it('tells that it does not see the nonce for its proofs', async () => {
    const headers = { 'dpop-nonce': 'n', 'access-control-expose-headers': 'date' }
    const found = await wrong({ token: { headers, body: { error: 'use_dpop_nonce' } } }, { dpop: true })
    expect(found).toMatchObject([
      { check: 'dpop', verdict: 'broken', says: expect.stringMatching(/DPoP-Nonce/) },
      unseen,
    ])
  })

  it('tells a server that does not answer from one that may not be read', async () => {
    const server = await faultyServer()
    server.close()
    const page = await opened(chromium.site.origin)
    const found = await page.evaluate(all => tab.diagnose(all), { issuer: server.issuer })
    expect(found.filter(isNotFine)).toMatchObject([{ check: 'discovery', verdict: 'broken', code: 'network_failed' }])
  })

  it('tells a clock that is wrong where the server shows its own', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString()
    expect(await wrong({ metadata: { headers: { date } } })).toMatchObject([
      unseen,
      { check: 'clock', verdict: 'broken' },
    ])
  })

  it('tells a redirect URI of another page, and one that leads away', async () => {
    const { origin } = chromium.site
    const page = await opened(origin.replace('localhost', '127.0.0.1'))
    const found = await page.evaluate(all => tab.diagnose(all), { redirectUri: `${origin}/` })
    expect(found).toContainEqual(
      expect.objectContaining({
        check: 'redirect-uri',
        verdict: 'broken',
        says: expect.stringMatching(/different sites/),
      }),
    )
    const away = await wrong({}, { redirectUri: `${origin}/leave` })
    expect(away).toContainEqual(expect.objectContaining({ check: 'redirect-uri', verdict: 'warning' }))
  })
})
