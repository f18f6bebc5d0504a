import { openTab, type Tab } from './tab.js'
import type { World } from './world.js'

/** The tabs of a user, one to each number. */
export interface Tabs {
  all(): readonly Tab[]
  at(index: number): Tab
  /** Dead ones are opened anew, as a user would. */
  reopen(): void
}

export function tabsOf(world: World): Tabs {
  let opened = 0
  const open = () => openTab(`realm ${++opened}`, world)
  let tabs = Array.from({ length: world.schedule.realms }, open)
  return {
    all: () => tabs,
    at: index => {
      const found = tabs[index % tabs.length]
      if (!found) throw new RangeError('a schedule has at least one realm')
      return found
    },
    reopen: () => {
      tabs = tabs.map(tab => (tab.realm.isAlive() ? tab : open()))
    },
  }
}
