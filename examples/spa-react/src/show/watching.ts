import type { AuthState } from '@tessera/browser'
import type { Situation } from '@tessera-examples/provider/trouble'
import { useSyncExternalStore } from 'react'
import { auth } from '../auth.ts'
import { config } from '../config.ts'
import { type Lifetime, lifetimeOf } from './lifetime.ts'
import type { Moment, Refusal } from './moment.ts'
import { openTabs } from './open-tabs.ts'
import { ownRequests } from './own-requests.ts'
import { momentsBetween, type Sight } from './sight.ts'
import { refuse, situation, type Trouble } from './trouble.ts'

/** What the show knows, all of it from outside: it watches the session as anybody could. */
interface Watched {
  readonly lifetime: Lifetime | undefined
  readonly otherTabs: number
  readonly situation: Situation | undefined
  /** The newest first. */
  readonly story: readonly Told[]
}

export interface Told {
  readonly id: number
  readonly at: Date
  readonly moment: Moment
}

const everyMilliseconds = 1_000
const longestStory = 12

const listeners = new Set<() => void>()
const tabs = openTabs()
const own = ownRequests(`${config.issuer}/token`)
let sight: Sight = { state: auth.getSnapshot() }
let watched: Watched = { lifetime: undefined, otherTabs: 0, situation: undefined, story: [] }
let told = 0
let latest: AuthState | undefined
let asking: Promise<void> | undefined
let noticing = Promise.resolve()

auth.subscribe(look)
setInterval(look, everyMilliseconds)
look()

/** One thing that the show knows, and a new render when that changes. */
export function useWatched<K extends keyof Watched>(name: K): Watched[K] {
  return useSyncExternalStore(subscribe, () => watched[name])
}

/** Troubles the server. */
export async function provoke(trouble: Trouble): Promise<void> {
  const seen = await situation(trouble)
  notice(seen ? { situation: seen } : {})
}

/** Troubles the session with a token that the API refuses to so many callers at once. */
export async function expire(callers: Refusal['callers']): Promise<void> {
  const moment = await refuse(callers)
  await lookAtToken()
  await noticing
  tell([moment])
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function look(): void {
  update({ lifetime: sight.token === undefined ? undefined : lifetimeOf(sight.token) })
  void lookAtToken()
  inTurn()
}

/** As a busy app does: it asks for the token every second, and it is renewed when it has to be. */
function lookAtToken(): Promise<void> {
  asking ??= askForToken().finally(() => {
    asking = undefined
  })
  return asking
}

async function askForToken(): Promise<void> {
  if (!auth.getSnapshot().user) return
  const token = await auth.getAccessToken().catch(() => undefined)
  if (token !== undefined && token !== sight.token) inTurn({ token, took: own.take() })
}

/** Looks at everything once more, and tells a cause before what it has caused. */
function inTurn(renewal?: Pick<Sight, 'token' | 'took'>): void {
  noticing = noticing.then(async () => {
    const [otherTabs, seen] = await Promise.all([tabs.others(), situation()])
    if (seen) notice({ situation: seen })
    noticeSession(auth.getSnapshot())
    if (renewal && sight.state.user) notice(renewal)
    update({ otherTabs })
  })
}

/** What ended a session is known a moment after its end, so that an end for another reason is believed at the second look. */
function noticeSession(state: AuthState): void {
  const { user } = sight.state
  const isUndecided = user && !state.user && state.error && state.error.code !== 'session_ended'
  const isNew = state !== latest
  latest = state
  if (isUndecided && isNew) return
  notice(state.user && state.user.sub === user?.sub ? { state } : { state, token: undefined })
}

function notice(change: Partial<Sight>): void {
  const before = sight
  sight = { ...before, ...change }
  const { token, situation } = sight
  update({ situation, lifetime: token === undefined ? undefined : lifetimeOf(token) })
  tell(momentsBetween(before, sight))
}

function tell(moments: readonly Moment[]): void {
  if (moments.length === 0) return
  const at = new Date()
  const news = moments.map(moment => ({ id: ++told, at, moment })).reverse()
  update({ story: [...news, ...watched.story].slice(0, longestStory) })
}

function update(change: Partial<Watched>): void {
  watched = { ...watched, ...change }
  for (const listener of listeners) listener()
}
