import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { DrivenTab, Engine } from './driven-browser.ts'
import { type Elsewhere, elsewhere } from './elsewhere.ts'
import { engines } from './engines.ts'
import { visiting } from './visit.ts'

describe.each(engines)('a proof in $name', engine => {
  describe.skipIf(!engine.isHere)('made with a key out of the database', () => inEngine(engine))
})

function inEngine(engine: Engine): void {
  const visit = visiting(engine)
  let tab: DrivenTab
  let other: Elsewhere

  beforeAll(async () => {
    other = await elsewhere()
    tab = await visit.browser.open(visit.site.origin)
    await vi.waitUntil(() => tab.run('globalThis.tab?.ready()').catch(() => false), 20_000)
  })
  afterAll(() => other?.close())

  const calling = (url: string) => tab.run(`tab.prove(${JSON.stringify(url)})`)

  it('goes where it was meant to go', async () => {
    expect(await calling(`${other.origin}/`)).toBe(200)
    expect(other.seen.splice(0)).toEqual([expect.stringMatching(/^DPoP a token [\w-]+\.[\w-]+\.[\w-]+$/)])
  })

  it('does not go on to another origin', async () => {
    expect(await calling(`${visit.site.origin}/leave?to=${other.origin}/`)).toBe('redirect_refused')
    expect(other.seen).toEqual([])
  })
}
