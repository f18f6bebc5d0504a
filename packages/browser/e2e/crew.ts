import { expect, vi } from 'vitest'
import type { DrivenBrowser, DrivenTab } from './driven-browser.ts'
import { type Heard, hear } from './heard.ts'
import { lookAs } from './look.ts'
import type { Site } from './site.ts'

/** Tabs of one browser that share a session, each with callers of its own. */
export interface Crew {
  readonly session: string
  readonly heard: Heard
  readonly tabs: ReadonlySet<DrivenTab>
  /** One more, signed in like the others. */
  open(): Promise<void>
  close(tab: DrivenTab): Promise<void>
  /** Waits for a page that is loaded anew, and learns its name. */
  settle(tab: DrivenTab): Promise<void>
  /** Somebody, by chance. */
  anybody(): DrivenTab
  nameOf(tab: DrivenTab): string
  /** The tab that next sends the refresh token. */
  nextSender(): Promise<DrivenTab>
  /** Resolves when so many more access tokens have been handed out. */
  rotations(count: number): Promise<void>
  /** Afterwards nobody asks, and everything is told. */
  rest(): Promise<void>
  goOn(): Promise<void>
  /** What each tab shows. */
  states(): Promise<readonly unknown[]>
  /** At rest: a request on the wire would leave its refresh token spent for whoever comes next, perhaps after the grace window. */
  disband(): Promise<void>
}

export async function embark(site: Site, browser: DrivenBrowser, path: string, size: number): Promise<Crew> {
  const heard = hear(site, path)
  const names = new Map<DrivenTab, string>()
  const everyTab = (expression: string) => Promise.all([...names.keys()].map(tab => tab.run(expression)))
  const look = lookAs(site.provider.users.alice)

  async function settle(tab: DrivenTab): Promise<void> {
    const isSignedIn = async () => expect(await tab.run(look)).toBe('signed-in Alice Liddell')
    await vi.waitFor(isSignedIn, { timeout: 30_000 })
    names.set(tab, String(await tab.run('tab.life.name')))
  }

  async function open(): Promise<void> {
    await settle(await browser.open(site.origin + path))
  }

  async function rest(): Promise<void> {
    await everyTab('void tab.life.rest()')
    await everyTab('tab.life.rest()')
  }

  await open()
  await Promise.all(Array.from({ length: size - 1 }, open))
  return {
    ...{ session: path, heard, settle, open },
    get tabs() {
      return new Set(names.keys())
    },
    close: async tab => {
      names.delete(tab)
      await tab.close()
    },
    anybody: () => {
      const tabs = [...names.keys()]
      const tab = tabs[Math.floor(Math.random() * tabs.length)]
      if (!tab) throw new Error('Nobody is aboard.')
      return tab
    },
    nameOf: tab => names.get(tab) ?? '',
    nextSender: async () => {
      const name = await heard.nextSender()
      const [sender] = [...names].find(([, known]) => known === name) ?? []
      if (!sender) throw new Error('Nobody knows the tab that sends the refresh token.')
      return sender
    },
    rotations: count => {
      const enough = heard.tokens.size + count
      return heard.until(() => heard.tokens.size >= enough)
    },
    rest,
    goOn: async () => void (await everyTab('tab.life.goOn()')),
    states: () => everyTab('tab.state()'),
    disband: async () => {
      await rest()
      for (const tab of names.keys()) await tab.close()
      names.clear()
    },
  }
}
