import { setImmediate } from 'node:timers/promises'
import { type HandClock, handClock } from '@tessera/testing'
import { vi } from 'vitest'
import type { Lies } from './lies.ts'
import { type Endpoint, type Errand, errands } from './scenario.ts'
import { type HostileServer, hostileServer } from './server.ts'
import type { Client, World } from './world.ts'

/** What became of an errand. */
export type Verdict =
  | { readonly kind: 'accepted'; readonly got: unknown }
  | { readonly kind: 'rejected'; readonly error: unknown }
  | { readonly kind: 'never ends' }

export interface Lived {
  readonly verdict: Verdict
  readonly asked: (endpoint: Endpoint) => number
}

/** Longer than any time limit of ours, in seconds. */
const patience = 120

/** Runs an errand at a hostile server, in a time that passes only when nothing else is left to do. */
export async function live(client: Client, errand: Errand, lies: Lies): Promise<Lived> {
  const { hand, server, world } = surroundings(lies)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.stubGlobal('fetch', server.fetch)
  try {
    return { verdict: await settled(client(errand, world), hand), asked: server.asked }
  } finally {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  }
}

/** Loads all that a client loads when it needs it: that takes a time which no clock of a test can turn. */
export async function loadAll(client: Client): Promise<void> {
  for (const errand of errands) {
    const { hand, server, world } = surroundings({})
    vi.stubGlobal('fetch', server.fetch)
    let isOver = false
    const ending = client(errand, world).finally(() => {
      isOver = true
    })
    ending.catch(() => {})
    while (!isOver) {
      await hand.advance(1_000)
      await setImmediate()
    }
    await ending
    vi.unstubAllGlobals()
  }
}

function surroundings(lies: Lies): { readonly hand: HandClock; readonly server: HostileServer; readonly world: World } {
  const hand = handClock()
  const server = hostileServer(lies, hand.clock)
  return { hand, server, world: { ...server, clock: hand.clock, expire: () => hand.jumpWall(601_000) } }
}

async function settled(errand: Promise<unknown>, hand: HandClock): Promise<Verdict> {
  let verdict: Verdict | undefined
  errand.then(
    got => {
      verdict = { kind: 'accepted', got }
    },
    (error: unknown) => {
      verdict = { kind: 'rejected', error }
    },
  )
  for (let second = 0; second < patience && !verdict; second++) {
    await hand.advance(1_000)
    await vi.advanceTimersByTimeAsync(1_000)
  }
  return verdict ?? { kind: 'never ends' }
}
