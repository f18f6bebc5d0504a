import { isOAuthError } from '../src/errors.js'
import { memoryLock } from '../src/ports/lock.js'
import { grantKey } from '../src/session/grant-record.js'
import { type DeclaredResource, declaredResources } from '../src/session/resources.js'
import { type AuthState, loading, sessionState } from '../src/session/session-state.js'
import { type TokenSource, tokenSource } from '../src/session/token-source.js'
import { handClock } from '../test-support/hand-clock.js'
import { authorizationServer } from './authorization-server.js'
import { quiet } from './determinism.js'
import { type History, history } from './history.js'
import { promises } from './promises.js'
import { random } from './random.js'
import { type SimulatedRealm, simulatedRealm } from './realm.js'
import type { Move, Schedule } from './schedule.js'
import { sharedStore } from './shared-store.js'

/** What became of one schedule. */
export interface Life {
  readonly history: History
  /** How the grant stands in the end: `active`, or the named outcome. */
  readonly outcome: string
}

/** A realm and those who use it. */
interface Tab {
  readonly realm: SimulatedRealm
  readonly source: TokenSource
  /** The last token that it gave, for each want. */
  readonly got: (string | undefined)[]
  /** The wants whose last token nothing has happened to since. */
  certain: Set<number>
  renders: number
}

const identity = { issuer: 'https://id.example', client: 'app', slot: '' }
/** Long enough for every retry. */
const recovery = 600_000
/** Within it a change is stored, though a write has to be repeated. */
const bound = 3_000
/** After it, what was about to go wrong when all was healed has gone wrong. */
const aftermath = 30_000
/** Two locks, two requests, and what lies between. */
const patience = 200_000

/** Lives through a schedule, and holds everything that happens against the promises. */
export async function live(schedule: Schedule): Promise<Life> {
  const time = handClock(Date.UTC(2026, 0, 1), quiet)
  const { clock } = time
  const draw = random(~schedule.seed)
  Math.random = () => draw.under(1_000_000) / 1_000_000
  const store = await sharedStore(identity)
  const server = authorizationServer(schedule.server, clock)
  const oath = promises(schedule, server, clock.wall, (promise, how) => told.broken(promise, how))
  const told = history(clock, oath.check)
  const lock = schedule.hasLock ? memoryLock(clock) : undefined
  const ground = { clock, random: draw, store, lock, server, history: told, identity }
  const resources = declaredResources(
    Object.fromEntries(Array.from({ length: schedule.wants }, (_, want) => [`r${want}`, resource(want)])),
  )
  const calls: { readonly tab: Tab; readonly story: string; readonly at: number; settled: boolean }[] = []
  const subjects = new Map<number, string>()
  let opened = 0
  let people = 0

  function open(): Tab {
    opened += 1
    const realm = simulatedRealm(`realm ${opened}`, ground)
    const tab: Tab = {
      realm,
      source: tokenSource(realm.rotation.token, resources),
      got: [],
      certain: new Set(),
      renders: 0,
    }
    let state: AuthState = loading
    let lockedOutSince: number | undefined
    realm.rotation.watch(() => {
      const { record, error } = realm.rotation.view()
      if (record.state === 'active') subjects.set(record.epoch, record.secrets.subject ?? '')
      const next = sessionState(state, record, error, undefined)
      if (next !== state) tab.renders += 1
      state = next
      lockedOutSince = error?.code === 'lock_timeout' ? (lockedOutSince ?? clock.monotonic()) : undefined
      if (
        realm.isWell &&
        clock.monotonic() - Math.max(lockedOutSince ?? Number.POSITIVE_INFINITY, realm.disturbedAt) > patience
      )
        told.broken(11, `${realm.name} never displaces a silent holder`)
    })
    return tab
  }

  function follow(tab: Tab, story: string, call: Promise<unknown>): void {
    const entry = { tab, story, at: clock.monotonic(), settled: false }
    calls.push(entry)
    call
      .catch(error => {
        if (!isOAuthError(error)) told.broken(7, `${story} failed with ${error}, which is none of our errors`)
      })
      .finally(() => {
        entry.settled = true
        const since = Math.max(entry.at, tab.realm.disturbedAt)
        if (tab.realm.isWell && clock.monotonic() - since > patience) told.broken(11, `${story}, and waits too long`)
      })
  }

  /** A caller asks for a token; what it is given must be what it asked for, stored before, and fresh. */
  function ask(tab: Tab, want: number, rejected?: string, signal?: AbortSignal): Promise<string | undefined> {
    const { realm, source, got, certain } = tab
    const began = clock.monotonic()
    const isCheap = certain.has(want) && rejected === undefined && lastsFor(got[want] ?? '')
    const options = { resource: `r${want}`, ...(rejected ? { rejected } : {}), ...(signal ? { signal } : {}) }
    const asked = source.getAccessToken(options)
    const promise = asked.then(token => {
      if (isCheap && clock.monotonic() > began) told.broken(1, `${realm.name} left its memory for a fresh token`)
      if (!signal) received(tab, want, token, rejected, began)
      if (!signal && !realm.rotation.view().error) certain.add(want)
      return token
    })
    follow(tab, `${realm.name} asks for r${want}`, signal ? promise.catch(expectAbort) : promise)
    return promise.catch(() => undefined)
  }

  function expectAbort(thrown: unknown): void {
    if (thrown !== leaving && !isOAuthError(thrown)) throw thrown
  }

  function lastsFor(token: string): boolean {
    const about = server.about(token)
    return about !== undefined && about.diesAt - clock.monotonic() > 31_000
  }

  function received(tab: Tab, want: number, token: string, rejected: string | undefined, began: number): void {
    const { realm } = tab
    const { record, error } = realm.rotation.view()
    const about = server.about(token)
    if (about?.want.scope !== resources[want]?.want.scope)
      told.broken(14, `${realm.name} handed out ${token} for r${want}, issued for ${about?.want.scope ?? 'nobody'}`)
    if (token === rejected) told.broken(6, `${realm.name} handed out ${token}, which had been rejected`)
    if (!everStored.has(token) && error?.code !== 'storage_failed')
      told.broken(4, `${realm.name} handed out ${token} before it was stored`)
    if (record.state === 'active' && began === clock.monotonic() && about?.family.subject !== record.secrets.subject)
      told.broken(14, `${realm.name} handed out a token of ${about?.family.subject}`)
    server.use(token)
    if (!error) tab.got[want] = token
  }

  const everStored = new Set<string>()
  const { compareAndSwap } = store
  Object.assign(store, {
    compareAndSwap: async (...write: Parameters<typeof compareAndSwap>) => {
      const won = await compareAndSwap(...write)
      if (write[0] !== grantKey(identity)) return won
      for (const { token } of Object.values(store.record().secrets.access)) everStored.add(token)
      for (const tab of tabs) if (won) tab.certain = new Set()
      return won
    },
  })

  const tabs = Array.from({ length: schedule.realms }, open)
  const at = (index: number): Tab => {
    const found = tabs[index % tabs.length]
    if (found) return found
    const fresh = open()
    tabs.push(fresh)
    return fresh
  }

  function signIn(tab: Tab, subject: string): void {
    told.tell(tab.realm.name, { what: 'did', move: `sign in as ${subject}` })
    const want = resources[0]?.want ?? noWant()
    follow(tab, `${tab.realm.name} signs ${subject} in`, tab.realm.rotation.begin(server.signIn(subject, want), want))
  }

  function signOut(tab: Tab): void {
    const { realm } = tab
    const { epoch, state } = realm.known.record
    follow(tab, `${realm.name} signs out`, realm.rotation.end('signed-out'))
    if (realm.known.record.state === 'active') told.broken(13, `${realm.name} was not signed out at once`)
    const check = () => {
      const stored = store.record()
      if (
        state === 'active' &&
        realm.isWell &&
        !numbersWentBack(schedule) &&
        stored.state === 'active' &&
        stored.epoch <= epoch
      )
        told.broken(13, `${realm.name} signed out, and the store does not know it`)
    }
    if (realm.isWell) clock.after(bound, check)
  }

  async function perform(move: Move): Promise<void> {
    const tab = 'realm' in move ? at(move.realm) : undefined
    const rejected = move.do === 'reject' ? tab?.got[move.want] : undefined
    told.tell(tab?.realm.name ?? 'everywhere', { what: 'did', move: storyOf(move), rejected })
    if (move.do !== 'ask' && move.do !== 'pass') for (const { realm } of tabs) doubt(realm)
    if (move.do === 'pass') return time.advance(move.milliseconds)
    if (move.do === 'set the clock') return time.jumpWall(move.milliseconds)
    if (move.do === 'evict') return store.evict()
    if (move.do === 'lose the sealing key') return store.loseKey()
    if (move.do === 'forget the family') return server.forget()
    if (move.do === 'steal the lock') return void (await lock?.acquire(lockName, 0, true))?.()
    if (!tab) return
    const { realm } = tab
    if (move.do === 'ask') for (let caller = 0; caller < move.callers; caller++) ask(tab, move.want % schedule.wants)
    else if (move.do === 'reject') ask(tab, move.want, rejected)
    else if (move.do === 'abort') abortSoon(tab, move.want)
    else if (move.do === 'fault') realm.arm(move.step, move.fault)
    else if (move.do === 'sign in') signIn(tab, `person ${people}`)
    else if (move.do === 'switch account') signIn(tab, `person ${++people}`)
    else if (move.do === 'sign out') signOut(tab)
    else if (move.do === 'go offline') realm.setOnline(false)
    else if (move.do === 'go online') realm.setOnline(true)
    else realm[move.do]()
  }

  function doubt(realm: SimulatedRealm): void {
    for (const tab of tabs) if (tab.realm === realm) tab.certain = new Set()
  }

  function abortSoon(tab: Tab, want: number): void {
    const stop = new AbortController()
    let isWaiting = true
    void ask(tab, want, undefined, stop.signal).finally(() => {
      isWaiting = false
    })
    const leave = () => {
      stop.abort(leaving)
      clock.after(1, () => isWaiting && told.broken(12, `a caller of ${tab.realm.name} could not leave`))
    }
    clock.after(draw.under(10), leave)
  }

  /** A dead realm is opened anew, as a user would. */
  function reopen(): void {
    for (const [index, { realm }] of tabs.entries()) if (!realm.isAlive) tabs[index] = open()
  }

  signIn(at(0), 'person 0')
  await time.advance(100)
  for (const tab of tabs) tab.renders = 0
  for (const move of schedule.moves) {
    await perform(move)
    reopen()
  }
  for (const { realm } of tabs) realm.heal()
  await time.advance(aftermath)
  for (const { realm } of tabs) realm.heal()
  reopen()
  for (const { realm } of tabs) realm.wake()
  await time.advance(recovery)

  for (const { tab, story, settled } of calls)
    if (!settled && tab.realm.isAlive) told.broken(11, `${story}, and is never answered`)
  const isAlive = (name: string) => tabs.some(({ realm }) => realm.name === name && realm.isAlive)
  oath.atEnd(told.happenings, isAlive)
  const { state } = store.record()
  const { intent } = store.record()
  if (state === 'active' && intent && !isAlive(intent.by) && !wasMisconfigured(told))
    told.broken(9, 'what a realm left undecided stays so')
  if (state === 'active' && schedule.moves.every(({ do: what }) => ['ask', 'reject', 'abort', 'pass'].includes(what)))
    for (const { realm, renders } of tabs) if (renders > 0) told.broken(15, `${realm.name} rendered ${renders} times`)
  if (state === 'active' && !numbersWentBack(schedule)) await serveEverybody()
  return { history: told, outcome: state }

  async function serveEverybody(): Promise<void> {
    const unserved = new Set<string>()
    for (const [index, tab] of tabs.entries())
      for (let want = 0; want < schedule.wants; want++) {
        const name = `realm ${index} gets no token for r${want}, though the session is there`
        unserved.add(name)
        void ask(tab, want).then(token => token && unserved.delete(name))
      }
    await time.advance(patience)
    if (store.record().state === 'active') for (const name of unserved) told.broken(7, name)
  }
}

/** Where a store was cleared and the clock set back, the numbers in it begin anew, and a realm that knew larger ones has to be reloaded. */
function numbersWentBack({ moves }: Schedule): boolean {
  return moves.some(move => move.do === 'evict') && moves.some(move => move.do === 'set the clock')
}

/** Which is not tried again by itself. */
function wasMisconfigured({ happenings }: History): boolean {
  return happenings.some(told => told.what === 'heard' && told.outcome === 'misconfigured')
}

const leaving = new Error('the caller has left')
const lockName = `tessera.1 ${grantKey(identity)}`

function resource(want: number) {
  return { url: `https://r${want}.example`, scope: `s${want}` }
}

function noWant(): DeclaredResource['want'] {
  throw new RangeError('a schedule has at least one resource')
}

function storyOf({ do: what, ...details }: Move): string {
  const told = Object.entries(details).map(([name, value]) => `${name} ${value}`)
  return [what, ...told].join(', ')
}
