import { inWords, type Move } from './schedule.js'
import type { Tab } from './tab.js'
import type { Tabs } from './tabs.js'
import { lockName, type World } from './world.js'

/** How the moves of a schedule are made, one after the other. */
export function performing(world: World, tabs: Tabs): (move: Move) => Promise<void> {
  const { schedule, time, store, lock, server, history } = world
  let people = 0

  async function perform(move: Move): Promise<void> {
    const tab = 'realm' in move ? tabs.at(move.realm) : undefined
    const rejected = move.do === 'reject' ? tab?.lastToken(move.want) : undefined
    history.tell(tab?.realm.name ?? 'everywhere', { what: 'did', move: inWords(move), rejected })
    if (move.do !== 'ask' && move.do !== 'pass') for (const tab of tabs.all()) tab.doubt()
    switch (move.do) {
      case 'pass':
        return time.advance(move.milliseconds)
      case 'set the clock':
        return time.jumpWall(move.milliseconds)
      case 'evict':
        return store.evict()
      case 'lose the sealing key':
        return store.loseKey()
      case 'take the store down':
        return store.setUp(false)
      case 'bring the store back':
        return store.setUp(true)
      case 'forget the family':
        return server.forget()
      case 'lose the newest token':
        return server.loseNewest()
      case 'steal the lock':
        return void (await lock?.acquire(lockName, 0, true))?.()
      default:
        return performIn(tabs.at(move.realm), move)
    }
  }

  function performIn(tab: Tab, move: Extract<Move, { readonly realm: number }>): void {
    const { realm } = tab
    if (move.do === 'ask') askAtOnce(tab, move.want % schedule.wants, move.callers)
    else if (move.do === 'reject') void tab.ask(move.want, tab.lastToken(move.want))
    else if (move.do === 'abort') tab.askAndLeave(move.want)
    else if (move.do === 'fault') realm.arm(move.step, move.fault)
    else if (move.do === 'sign in') tab.signIn(`person ${people}`)
    else if (move.do === 'sign in briefly') tab.signIn(`person ${people}`, { isBrief: true })
    else if (move.do === 'sign in silently') tab.signInSilently(`person ${people}`)
    else if (move.do === 'switch account') tab.signIn(`person ${++people}`)
    else if (move.do === 'sign out') tab.signOut()
    else if (move.do === 'go offline') realm.setOnline(false)
    else if (move.do === 'go online') realm.setOnline(true)
    else realm[move.do]()
  }

  return perform
}

function askAtOnce(tab: Tab, want: number, callers: number): void {
  for (let caller = 0; caller < callers; caller++) void tab.ask(want)
}
