import type { GrantRecord } from '../src/session/grant-record.js'
import { defaultLimits } from '../src/session/platform.js'
import { lifetime } from './authorization-server.js'
import type { Of } from './history.js'
import { numbersWentBack, type Past } from './past.js'
import { isUneventful, losesItsStore, type Schedule } from './schedule.js'
import { patience, type Tab } from './tab.js'
import { resourceName, type World } from './world.js'

/** When nothing goes wrong any more: nobody waits, nothing is dropped or undecided, and everybody is served. */
export async function askLastQuestions(world: World, tabs: readonly Tab[]): Promise<void> {
  const { schedule, store, history, neighbour } = world
  const { happenings, broken } = history
  const { state, intent } = store.record()
  const isAlive = (name: string) => tabs.some(({ realm }) => realm.name === name)

  for (const story of tabs.flatMap(tab => tab.unanswered())) broken(11, `${story}, and is never answered`)
  if (!losesItsStore(schedule) && schedule.grant === 'user')
    for (const { realm, granted, isLate } of dropped(happenings)) {
      if (!isAlive(realm) || failedAtStoring(happenings, realm)) continue
      broken(10, `${realm} dropped ${granted}`)
      if (isLate) broken(12, `${realm} dropped ${granted} because nobody waited for it any more`)
    }
  if (!losesItsStore(schedule) && !(await neighbour.isUntouched())) broken(14, 'the grant of another slot was touched')

  if (schedule.grant === 'user' && state === 'active' && intent && !isAlive(intent.by) && !wasMisconfigured(happenings))
    broken(9, 'what a realm left undecided stays so')
  if (isUneventful(schedule))
    for (const tab of tabs) if (tab.renders() > 0) broken(15, `${tab.realm.name} rendered ${tab.renders()} times`)
  if (numbersWentBack(happenings, schedule)) return
  await serveEverybody(world, tabs)
  if (schedule.grant !== 'user') await askWithoutStore(world, tabs)
}

interface Dropped {
  readonly realm: string
  readonly granted: string
  readonly isLate: boolean
}

/** Refresh tokens that were granted, and neither stored nor left to be revoked: one may be all that is left one day. */
function dropped(past: Past): readonly Dropped[] {
  return past.flatMap((heard, index) => {
    if (heard.what !== 'heard' || !heard.granted) return []
    const { realm, refreshToken, granted, at } = heard
    const isKept = past.slice(index).some(told => told.what === 'wrote' && tokensIn(told.after).includes(granted))
    const sent = past.find(told => told.what === 'sent' && told.realm === realm && told.refreshToken === refreshToken)
    return isKept ? [] : [{ realm, granted, isLate: sent !== undefined && at - sent.at > defaultLimits.request }]
  })
}

function tokensIn({ secrets: { refresh, spares, pendingRevoke } }: GrantRecord): readonly (string | undefined)[] {
  return [refresh, ...spares, ...pendingRevoke.map(({ token }) => token)]
}

function failedAtStoring(past: Past, realm: string): boolean {
  return past.some(told => told.what === 'met' && told.realm === realm && isAboutStoring(told))
}

function isAboutStoring({ step, fault }: Of<'met'>): boolean {
  return step === 'commit' || step === 'end' || fault === 'reads a newer schema'
}

/** Which is not tried again by itself. */
function wasMisconfigured(past: Past): boolean {
  return past.some(told => told.what === 'heard' && told.outcome === 'misconfigured')
}

/** A password brings a refresh token, so nobody passes by the line of those who wait for it, which may stand in the store that is down. */
function canDoWithoutStore({ grant, hasLock }: Schedule): boolean {
  return grant === 'client' || (grant === 'password' && hasLock)
}

/**
 * The store is down, and every token has expired. Nobody notices, where the tokens can be asked for again; or everybody hears why there
 * are none. No refresh token is spent.
 */
async function askWithoutStore(world: World, tabs: readonly Tab[]): Promise<void> {
  const { schedule, time, store, history } = world
  history.tell('everywhere', { what: 'did', move: 'in the end, take the store down' })
  store.setUp(false)
  await time.advance(lifetime)
  const before = history.happenings.length
  const complaints = await unserved(world, tabs)
  if (canDoWithoutStore(schedule))
    for (const complaint of complaints) history.broken(7, `${complaint}, while the store is down`)
  else
    for (const { realm } of tabs)
      if (realm.rotation.view().error?.code !== 'storage_failed')
        history.broken(7, `${realm.name} does not say that the store is down`)
  const spent = history.happenings.slice(before).find(told => told.what === 'sent')
  if (spent?.what === 'sent') history.broken(9, `${spent.realm} sent ${spent.refreshToken} while the store was down`)
}

/** Everybody asks once more, and is served, or knows that the session is over. Machines, which do not try again by themselves, ask twice. */
async function serveEverybody(world: World, tabs: readonly Tab[]): Promise<void> {
  const { schedule, store, history } = world
  if (schedule.grant !== 'user') await unserved(world, tabs)
  const complaints = await unserved(world, tabs)
  const { state } = store.record()
  if (state === 'active' || schedule.grant !== 'user')
    for (const complaint of complaints) history.broken(7, `${complaint}, though the session is there`)
  else
    for (const { realm } of tabs)
      if (realm.known.record.state === 'active')
        history.broken(7, `${realm.name} does not know that the session is ${state}`)
  if (state === 'absent' && !losesItsStore(schedule)) history.broken(7, 'the session is gone without a name')
  for (const story of tabs.flatMap(tab => tab.unanswered())) history.broken(11, `${story}, and is never answered`)
}

/** Who asks, for each of its wants, and is given no token. */
async function unserved({ schedule, time }: World, tabs: readonly Tab[]): Promise<ReadonlySet<string>> {
  const complaints = new Set<string>()
  for (const tab of tabs)
    for (let want = 0; want < schedule.wants; want++) {
      const complaint = `${tab.realm.name} gets no token for ${resourceName(want)}`
      complaints.add(complaint)
      void tab.ask(want).then(token => token && complaints.delete(complaint))
    }
  await time.advance(patience)
  return complaints
}
