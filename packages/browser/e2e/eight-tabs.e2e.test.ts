import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Account, account } from './account.ts'
import { type Crew, embark } from './crew.ts'
import type { DrivenTab, Engine } from './driven-browser.ts'
import { engines } from './engines.ts'
import { type Happening, happenings, losses } from './happenings.ts'
import { visiting } from './visit.ts'

/**
 * `TESSERA_ROTATIONS=200` is the long run: so many expiries that at least four tabs contend for in Chromium, and a tenth in the others.
 * Without it the gate sees everything happen once in Chromium, and a part of it elsewhere.
 */
const rotations = Number(process.env.TESSERA_ROTATIONS ?? 0)
const isLong = rotations > 0
const patience = 120_000 + rotations * 10_000
const webLocks = { path: '/tabs', over: 'over Web Locks' }
const storeLock = { path: '/tabs/without-web-locks', over: 'over the lock in the store' }

describe.each(engines)('eight tabs in $name', engine => {
  describe.skipIf(!engine.isHere)('share one session', { timeout: patience }, () => inEngine(engine))
})

function inEngine(engine: Engine): void {
  const isChromium = engine.name === 'Chromium'
  const isWhole = isLong || isChromium
  const wanted = Math.ceil(isChromium ? rotations : rotations / 10)
  const visit = visiting(engine)

  beforeEach(() => visit.site.provider.setAccessTokenSeconds(1))
  afterEach(() => visit.site.calm())

  function report(what: string, said: string): void {
    console.log(`${engine.name} ${visit.browser.version}, ${what}: ${said}`)
  }

  describe.each([webLocks, storeLock])('$over', ({ path, over }) => {
    const kinds = isLong || (isChromium && path === webLocks.path) ? Number.POSITIVE_INFINITY : 1
    let crew: Crew
    beforeAll(async () => {
      visit.site.provider.setAccessTokenSeconds(1)
      crew = await embark(visit.site, visit.browser, path, 8)
    })
    afterAll(() => crew?.disband())
    beforeEach(() => visit.site.provider.delayTokenAnswers(60))

    it('in peace: one request per expiry, and nothing is rendered', async () => {
      const counts = account(visit.site, crew)
      await crew.rotations(1)
      const rendered = [...crew.heard.renders]
      await counts.balance(async () => {
        while (counts.contested() < 4) await crew.rotations(1)
      })
      expect([...crew.heard.failures]).toEqual([])
      expect([...crew.heard.renders]).toEqual(expect.arrayContaining(rendered))
      report(`${over}, in peace`, counts.inWords())
    })

    it.skipIf(!isLong && path === storeLock.path)(
      'whatever happens to tabs, while no answer is lost and no reuse forgiven',
      async () => {
        const counts = account(visit.site, crew)
        const some = happenings.slice(0, kinds + 1)
        await counts.balance(() => meet(some, crew, counts, wanted / 2, () => atRest(crew)))
        report(`${over}, tabs in trouble`, counts.inWords())
      },
    )

    it('whoever loses an answer, where the authorization server has a grace window', async () => {
      const { provider } = visit.site
      provider.setGraceSeconds(60)
      provider.delayTokenAnswers(300)
      const counts = account(visit.site, crew)
      const some = losses(provider).slice(0, kinds)
      await counts.balance(() => meet(some, crew, counts, wanted / 2, () => crew.nextSender()))
      expect(provider.counters.graceUses).toBeGreaterThan(0)
      report(`${over}, answers lost`, counts.inWords())
    })
  })

  it.skipIf(!isWhole)('without a grace window, until an answer is lost: that session ends, and no other', async () => {
    const { provider } = visit.site
    const crews = [
      await embark(visit.site, visit.browser, webLocks.path, 4),
      await embark(visit.site, visit.browser, '/tabs/another', 4),
    ]
    for (const crew of crews) await crew.rest()
    provider.resetCounters()
    for (const crew of crews) {
      await crew.goOn()
      await crew.rotations(2)
      provider.loseNextTokenAnswer()
      const states = async () => [...new Set(await crew.states())]
      await expect.poll(states, { timeout: 20_000 }).toEqual(['signed-out session_ended answer-lost'])
    }
    expect(provider.counters.reuseDetections).toBe(crews.length)
    report('without a grace window', `${crews.length} answers lost, as many sessions ended, each as answer-lost.`)
    for (const crew of crews) await crew.disband()
  })

  it.skipIf(!isLong || !isChromium)(
    'when the tab that holds the lock is frozen, and thawed after others went on',
    async () => {
      visit.site.provider.setGraceSeconds(60)
      visit.site.provider.delayTokenAnswers(300)
      const crew = await embark(visit.site, visit.browser, webLocks.path, 4)
      const counts = account(visit.site, crew)
      await counts.balance(async () => {
        const holder = await crew.nextSender()
        const thaw = await holder.freeze?.()
        await crew.rotations(2)
        await thaw?.()
        await crew.rotations(2)
      })
      report('the holder frozen', counts.inWords())
      await crew.disband()
    },
  )

  it.skipIf(!engine.keepsProfiles || !isWhole).each([webLocks, storeLock].slice(0, isLong ? 2 : 1))(
    'when the whole browser is killed and started again: $over',
    async ({ path, over }) => {
      const { provider } = visit.site
      provider.setGraceSeconds(60)
      await embark(visit.site, visit.browser, path, 4)
      provider.delayTokenAnswers(2_000)
      provider.resetCounters()
      await vi.waitUntil(() => provider.counters.requests > 0, { timeout: 10_000, interval: 5 })
      await visit.browser.kill()
      await vi.waitUntil(() => provider.counters.tokenRequests > 0, { timeout: 10_000 })
      provider.delayTokenAnswers(60)
      await visit.restart()
      const after = await embark(visit.site, visit.browser, path, 4)
      await after.rotations(1)
      const { codesExchanged, graceUses, reuseDetections } = provider.counters
      expect({ codesExchanged, reuseDetections }).toEqual({ codesExchanged: 0, reuseDetections: 0 })
      report(over, `killed with a request on the wire and started again: ${graceUses} lost answer asked for again.`)
      const counts = account(visit.site, after)
      await counts.balance(() => after.rotations(2))
      report(`${over}, after a restart of the browser`, counts.inWords())
      await after.disband()
    },
  )

  it.each(['/tabs/without-lock', '/tabs/without-reading-again'])('would be seen to lose it: %s', async path => {
    const { provider } = visit.site
    provider.resetCounters()
    const crew = await embark(visit.site, visit.browser, path, 4)
    const { failures, tokens } = crew.heard
    const isLost = () => [...failures.keys()].some(failure => failure.includes('session_ended'))
    await crew.heard.until(isLost)
    expect(provider.counters.reuseDetections).toBeGreaterThan(0)
    report(
      path,
      `the session was lost after ${tokens.size} tokens, as it has to be: ${[...failures.keys()].join(', ')}.`,
    )
    await crew.disband()
  })
}

/** Somebody who has no request on the wire and is in no line, just after an expiry. */
async function atRest(crew: Crew): Promise<DrivenTab> {
  const tab = crew.anybody()
  await tab.run('tab.life.rest()')
  await crew.rotations(1)
  // Seeing the others renew has put it in line once more.
  await tab.run('tab.life.rest()')
  return tab
}

/** Each kind once, and then again until enough was seen. */
async function meet(
  kinds: readonly Happening[],
  crew: Crew,
  { contested, happened }: Account,
  enough: number,
  choose: () => Promise<DrivenTab>,
): Promise<void> {
  const possible = kinds.filter(({ canHappen }) => canHappen(crew.anybody()))
  for (const [turn, kind] of endlessly(possible)) {
    if (turn >= possible.length && contested() >= enough) return
    const tab = await choose()
    await kind.happen(crew, tab)
    happened(kind.name)
    if (crew.tabs.has(tab)) await tab.run('tab.life.goOn()')
    await crew.rotations(1)
  }
}

function* endlessly<T>(things: readonly T[]): Generator<readonly [number, T]> {
  for (let turn = 0; ; ) for (const thing of things) yield [turn++, thing]
}
