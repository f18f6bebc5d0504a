import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Exercised } from './exercise.ts'
import { harness, shows } from './harness.ts'

const chromium = harness()
const { open, signIn } = chromium

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

/** As in a browser in Lockdown Mode. */
function withoutWebLocks(): Promise<unknown> {
  return chromium.context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { value: undefined }))
}

describe('four tabs share one session', () => {
  it.each([
    ['with Web Locks', 40],
    ['without them', 10],
  ])('renews once per expiry for everybody, without a reuse and without a render, %s', async (locks, expiries) => {
    const { provider } = chromium.site
    if (locks === 'without them') await withoutWebLocks()
    provider.setAccessTokenSeconds(1)
    const tabs = await fourTabs()
    const already = await Promise.all(tabs.map(page => page.evaluate(() => tab.ask(1))))
    provider.resetCounters()
    const rendersBefore = await Promise.all(tabs.map(page => page.evaluate(() => tab.renders())))

    const results = await exerciseAll(tabs, 50, expiries)

    expect(results.flatMap(({ failures }) => failures)).toEqual([])
    for (const { served } of results) expect(served).toBeGreaterThanOrEqual(expiries * 50)
    const renewed = new Set(results.flatMap(result => result.tokens))
    for (const token of already.flat()) renewed.delete(token)
    expect(renewed.size).toBeGreaterThanOrEqual(expiries)
    expect(provider.counters.tokenRequests).toBe(renewed.size)
    expect(provider.counters.reuseDetections).toBe(0)
    expect(await Promise.all(tabs.map(page => page.evaluate(() => tab.renders())))).toEqual(rendersBefore)
  })

  it.each([
    ['with Web Locks', 8],
    ['without them', 2],
  ])('loses no session when tabs are killed in the middle of a rotation, %s', async (locks, kills) => {
    const { provider } = chromium.site
    if (locks === 'without them') await withoutWebLocks()
    provider.setAccessTokenSeconds(1)
    provider.setGraceSeconds(30)
    const tabs = [...(await fourTabs())]
    provider.delayTokenAnswers(300)
    provider.resetCounters()

    for (let kill = 0; kill < kills; kill++) {
      const [victim, ...others] = tabs
      if (!victim) throw new Error('There is no tab left.')
      const answered = provider.counters.tokenRequests
      await setTimeout(1_000)
      void victim.evaluate(() => tab.ask(50)).catch(() => {})
      await expect.poll(() => provider.counters.requests, { interval: 5 }).toBeGreaterThan(answered)
      await victim.close()
      const successor = await open()
      await shows(successor, 'signed-in Alice Liddell')
      tabs.splice(0, 4, ...others, successor)

      const tokens = await Promise.all(tabs.map(page => page.evaluate(() => tab.ask(50))))
      expect(new Set(tokens.flat()).size).toBeGreaterThan(0)
    }

    expect(provider.counters.graceUses).toBeGreaterThan(0)
    expect(provider.counters.reuseDetections).toBe(0)
    for (const page of tabs) await shows(page, 'signed-in Alice Liddell')
  })

  it.each(['/without-lock', '/without-reading-again'])('would notice: the same page fails %s', async path => {
    const { provider } = chromium.site
    provider.setAccessTokenSeconds(1)
    const tabs = await fourTabs(path)
    provider.resetCounters()

    const results = await exerciseAll(tabs, 50, 10)

    const failures = results.flatMap(result => result.failures)
    expect(failures).not.toEqual([])
    expect(
      provider.counters.reuseDetections + failures.filter(error => error.includes('storage_failed')).length,
    ).toBeGreaterThan(0)
  })
})

describe('a session', () => {
  it('is still there after a reload, without a request to the authorization server', async () => {
    const page = await open()
    await signIn(page)
    chromium.site.provider.resetCounters()
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
    expect(chromium.site.provider.counters.requests).toBe(0)
  })

  it('ends in every tab when it is ended in one, and its tokens are revoked', async () => {
    const [first, second] = [await open(), await open()]
    await signIn(first)
    await shows(second, 'signed-in Alice Liddell')
    chromium.site.provider.resetCounters()
    await first.getByRole('button', { name: 'Sign out' }).click()
    await shows(first, 'signed-out')
    await shows(second, 'signed-out')
    await expect.poll(() => chromium.site.provider.counters.revocations).toBe(1)
    await expect(second.evaluate(() => tab.ask(1))).rejects.toThrow('session_ended reason=signed-out')
  })

  it('is stale while the authorization server is away, and recovers by itself', async () => {
    const { provider } = chromium.site
    provider.setAccessTokenSeconds(1)
    const page = await open()
    await signIn(page)
    await provider.pause()
    try {
      await setTimeout(1_000)
      await expect(page.evaluate(() => tab.ask(1))).rejects.toThrow('network_failed')
      await shows(page, 'signed-in Alice Liddell stale network_failed')
    } finally {
      await provider.resume()
    }
    await shows(page, 'signed-in Alice Liddell')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
  })

  it('is stale without a network, and recovers when it returns', async () => {
    chromium.site.provider.setAccessTokenSeconds(1)
    const page = await open()
    await signIn(page)
    await chromium.context.setOffline(true)
    await setTimeout(1_000)
    await expect(page.evaluate(() => tab.ask(1))).rejects.toThrow('offline')
    await shows(page, 'signed-in Alice Liddell stale offline')
    await chromium.context.setOffline(false)
    await shows(page, 'signed-in Alice Liddell')
  })

  it('survives a lost answer within the grace window', async () => {
    const { provider } = chromium.site
    provider.setAccessTokenSeconds(1)
    provider.setGraceSeconds(30)
    const page = await open()
    await signIn(page)
    await setTimeout(1_000)
    provider.loseNextTokenAnswer()
    await page.evaluate(() => tab.ask(1)).catch(() => {})
    await expect.poll(() => page.evaluate(() => tab.callApi().catch(() => 0)), { timeout: 20_000 }).toBe(200)
    await shows(page, 'signed-in Alice Liddell')
  })
})
