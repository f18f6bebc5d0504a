import { isOAuthError } from '../src/errors.js'
import { grantKey } from '../src/session/grant-record.js'
import { wantNamed } from '../src/session/resources.js'
import { type AuthState, loading, sessionState } from '../src/session/session-state.js'
import { type TokenOptions, tokenSource } from '../src/session/token-source.js'
import type { SignInKind } from './authorization-server.js'
import { met, numbersWentBack } from './past.js'
import { type SimulatedRealm, simulatedRealm } from './realm.js'
import { happensIn, isUneventful } from './schedule.js'
import { resourceName, type World } from './world.js'

/** A realm and those who use it. What they are promised is seen to here. */
export interface Tab {
  readonly realm: SimulatedRealm
  /** A caller asks for a token; nothing, if there is none. `rejected`: a resource has just refused that one. */
  ask(want: number, rejected?: string): Promise<string | undefined>
  /** A caller asks for a token, and leaves before long. */
  askAndLeave(want: number): void
  signIn(subject: string, kind?: SignInKind): void
  /** Whoever is signed in at the authorization server is signed in here, a while later. */
  signInSilently(subject: string): void
  signOut(): void
  /** The last token that it gave. */
  lastToken(want: number): string | undefined
  /** Something happened: that the last token is fresh is no longer certain. */
  doubt(): void
  /** How often somebody who was signed in saw that something had changed. */
  renders(): number
  /** Whom nobody has answered so far. */
  unanswered(): readonly string[]
}

/** Milliseconds for two locks, two requests, and what lies between. */
export const patience = 200_000
/** Within so many a change is stored, though a write has to be repeated, and the look before that is slow. */
const bound = 8_000
/** Milliseconds that a silent sign-in takes. */
const trips = [5, 500, 3_000] as const
/** A token that lasts longer is handed out without further ado. */
const plenty = 31_000

const leaving = new Error('the caller has left')

export function openTab(name: string, world: World): Tab {
  const { schedule, clock, random, store, server, identity, resources } = world
  const { tell, broken, happenings } = world.history
  const realm = simulatedRealm(name, world)
  const { rotation } = realm
  const source = tokenSource(rotation.token, resources)
  const isUser = schedule.grant === 'user'
  const isWatched = isUneventful(schedule)
  const got: (string | undefined)[] = []
  /**
   * Of which wants the last token is surely fresh, and in which epoch that was asked for. Another map after each doubt: what was asked before
   * it, or while frozen, makes nothing certain.
   */
  let certain = new Map<number, number>()
  const waiting = new Set<{ readonly story: string }>()
  let state: AuthState = loading
  let renders = 0
  let lockedOutSince = Number.POSITIVE_INFINITY

  store.watch(grantKey(identity), doubt)
  if (isUser) rotation.watch(heed)

  function heed(): void {
    const { error } = rotation.view()
    if (isWatched) render()
    if (error?.code !== 'lock_timeout') lockedOutSince = Number.POSITIVE_INFINITY
    else lockedOutSince = Math.min(lockedOutSince, clock.monotonic())
    if (isTooLong(lockedOutSince) && !numbersWentBack(happenings, schedule))
      broken(11, `${name} never displaces a silent holder`)
  }

  function render(): void {
    const { record, error } = rotation.view()
    const next = sessionState(state, record, error, undefined)
    if (next !== state && state.status === 'signed-in') renders += 1
    state = next
  }

  function doubt(): void {
    certain = new Map()
  }

  /** Since then, with nothing in the way of the realm. */
  function isTooLong(since: number): boolean {
    return realm.isWell() && clock.monotonic() - Math.max(since, realm.disturbedAt()) > patience
  }

  function follow<T>(story: string, call: Promise<T>, received: (got: T) => void = () => {}): Promise<T | undefined> {
    const began = clock.monotonic()
    const caller = { story }
    waiting.add(caller)
    const answered = () => {
      waiting.delete(caller)
      if (isTooLong(began)) broken(11, `${story}, and waits too long`)
    }
    return call.then(
      got => {
        received(got)
        answered()
        return got
      },
      error => {
        if (error !== leaving && !isOAuthError(error))
          broken(7, `${story} failed with ${error}, which is none of our errors`)
        answered()
        return undefined
      },
    )
  }

  /** Nothing, if there is no token, or if the caller has left. */
  function request(
    want: number,
    options: TokenOptions,
    received?: (token: string) => void,
  ): Promise<string | undefined> {
    const began = clock.monotonic()
    const isCheap = isUser && certain.get(want) === knownEpoch() && options.rejected === undefined && lasts(got[want])
    const call = source.getAccessToken({ resource: resourceName(want), ...options })
    return follow(`${name} asks for ${resourceName(want)}`, call, token => {
      if (isCheap && clock.monotonic() > began) broken(1, `${name} left its memory for a fresh token`)
      received?.(token)
    })
  }

  function lasts(token: string | undefined): boolean {
    const about = server.about(token)
    return about !== undefined && about.diesAt - clock.monotonic() > plenty
  }

  function ask(want: number, rejected?: string): Promise<string | undefined> {
    const began = clock.monotonic()
    const options = rejected === undefined ? {} : { rejected }
    const asCertain = certain
    const epoch = knownEpoch()
    return request(want, options, token => {
      const isSameSignIn = epoch === knownEpoch()
      checkToken(token, want, rejected, isSameSignIn && began === clock.monotonic())
      server.use(token)
      if (rotation.view().error) return
      got[want] = token
      if (realm.disturbedAt() <= began) asCertain.set(want, epoch)
    })
  }

  function knownEpoch(): number {
    return rotation.view().record.epoch
  }

  /** It is what was asked for, stored before, and not what had been rejected. */
  function checkToken(token: string, want: number, rejected: string | undefined, wasAtOnce: boolean): void {
    const { record, error } = rotation.view()
    const about = server.about(token)
    if (about?.want.scope !== wantNamed(resources, resourceName(want)).scope)
      broken(14, `${name} handed out ${token} for ${resourceName(want)}, issued for ${about?.want.scope ?? 'nobody'}`)
    if (token === rejected && !numbersWentBack(happenings, schedule))
      broken(6, `${name} handed out ${token}, which had been rejected`)
    // Where the store is done without, the latest trouble may be another one.
    const isSaid = isUser ? error?.code === 'storage_failed' : error !== undefined
    if (!store.hasHeld(token) && !isSaid) broken(4, `${name} handed out ${token} before it was stored`)
    if (record.state === 'active' && wasAtOnce && about?.family.subject !== record.secrets.subject)
      broken(14, `${name} handed out a token of ${about?.family.subject}`)
  }

  function askAndLeave(want: number): void {
    const stop = new AbortController()
    let isWaiting = true
    void request(want, { signal: stop.signal }).then(() => {
      isWaiting = false
    })
    clock.after(random.under(10), () => {
      stop.abort(leaving)
      clock.after(1, () => isWaiting && broken(12, `a caller of ${name} could not leave`))
    })
  }

  function signIn(subject: string, kind: SignInKind = {}): void {
    tell(name, { what: 'did', move: `sign in as ${subject}` })
    const want = wantNamed(resources, resourceName(0))
    const begun = rotation.begin(server.signIn(subject, want, kind), want, kind.silentSince)
    void follow(`${name} signs ${subject} in`, begun, doubt)
  }

  function signInSilently(subject: string): void {
    const { epoch: silentSince } = realm.known.record
    clock.after(random.pick(trips), () => realm.isAlive() && signIn(subject, { silentSince }))
  }

  function signOut(): void {
    const { epoch, state } = realm.known.record
    const began = clock.monotonic()
    void follow(`${name} signs out`, rotation.end('signed-out'))
    if (realm.known.record.state === 'active') broken(13, `${name} was not signed out at once`)
    const isUnsure = numbersWentBack(happenings, schedule) || happensIn(schedule, 'take the store down')
    if (!realm.isWell() || state !== 'active' || isUnsure) return
    clock.after(bound, () => {
      const stored = store.record()
      const hasSeenNewer = met(happenings, 'reads a newer schema') > 0
      const wasFrozen = realm.disturbedAt() > began
      if (realm.isWell() && !wasFrozen && !hasSeenNewer && stored.state === 'active' && stored.epoch <= epoch)
        broken(13, `${name} signed out, and the store does not know it`)
    })
  }

  return {
    realm,
    ask,
    askAndLeave,
    signIn,
    signInSilently,
    signOut,
    lastToken: want => got[want],
    doubt,
    renders: () => renders,
    unanswered: () => [...waiting].map(({ story }) => story),
  }
}
