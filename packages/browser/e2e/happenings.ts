import type { RunningProvider } from '@tessera-examples/provider'
import { expect, vi } from 'vitest'
import type { Crew } from './crew.ts'
import type { DrivenTab } from './driven-browser.ts'

/** Something that happens to a tab while the others go on, where its engine knows how. */
export interface Happening {
  readonly name: string
  readonly canHappen: (tab: DrivenTab) => boolean
  readonly happen: (crew: Crew, tab: DrivenTab) => Promise<unknown>
}

const always = () => true

async function close(crew: Crew, tab: DrivenTab): Promise<void> {
  await crew.close(tab)
  await crew.open()
}

async function crash(crew: Crew, tab: DrivenTab): Promise<void> {
  await tab.crash?.()
  await close(crew, tab)
}

async function reload(crew: Crew, tab: DrivenTab): Promise<void> {
  const before = crew.nameOf(tab)
  await tab.run('location.reload()').catch(() => {})
  await expect.poll(() => tab.run('tab.life.name').catch(() => before), { timeout: 20_000 }).not.toBe(before)
  await crew.settle(tab)
}

/** A page that is frozen says nothing, however much the others say. */
async function freeze(crew: Crew, tab: DrivenTab): Promise<void> {
  const { heard, nameOf, rotations } = crew
  const signs = () => heard.signsOf(nameOf(tab))
  const thaw = await tab.freeze?.()
  await rotations(1)
  const before = signs()
  await rotations(2)
  expect(signs(), 'signs of life of a frozen tab').toBe(before)
  await thaw?.()
  await heard.until(() => signs() > before)
}

/** Where the engine has a back-forward cache, the page comes out of it as it was; one that was still writing is not kept. */
async function leave(crew: Crew, tab: DrivenTab): Promise<void> {
  for (let attempt = 1; attempt <= 10; attempt++) {
    await tab.run(`void location.assign('/elsewhere')`)
    await vi.waitUntil(() => tab.run('location.pathname === "/elsewhere"').catch(() => false), 10_000)
    await tab.run('void history.back()').catch(() => {})
    await crew.settle(tab)
    const isRestored = await tab.run('tab.life.isRestored()')
    if (isRestored === tab.hasPageCache) return
    await tab.run('tab.life.rest()')
  }
  throw new Error('The page did not come out of the back-forward cache.')
}

async function goOffline(crew: Crew, tab: DrivenTab): Promise<void> {
  await tab.setOffline?.(true)
  expect(await tab.run('navigator.onLine')).toBe(false)
  await tab.run('tab.life.goOn()')
  await crew.rotations(2)
  await tab.setOffline?.(false)
}

const closing = { name: 'closed', canHappen: always, happen: close }
const reloading = { name: 'reloaded', canHappen: always, happen: reload }
const crashing = { name: 'crashed', canHappen: (tab: DrivenTab) => tab.crash !== undefined, happen: crash }
const freezing = { name: 'frozen', canHappen: (tab: DrivenTab) => tab.freeze !== undefined, happen: freeze }
const leaving = { name: 'left and returned to', canHappen: always, happen: leave }
const unplugging = {
  name: 'taken offline',
  canHappen: (tab: DrivenTab) => tab.setOffline !== undefined,
  happen: goOffline,
}

/** To a tab that rests. First those in which engines differ most. */
export const happenings: readonly Happening[] = [leaving, crashing, freezing, closing, reloading, unplugging]

/** To a tab that has just sent the refresh token: nobody stores the answer. */
export function losses(provider: RunningProvider): readonly Happening[] {
  const lose = async ({ heard }: Crew) => {
    const { graceUses } = provider.counters
    provider.loseNextTokenAnswer()
    await heard.until(() => provider.counters.graceUses > graceUses)
  }
  const losing = { name: 'left without an answer', canHappen: always, happen: lose }
  return [losing, crashing, closing, reloading, unplugging]
}
