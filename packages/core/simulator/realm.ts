import { OAuthError } from '../src/errors.js'
import type { Clock } from '../src/ports/clock.js'
import type { Entry } from '../src/ports/store.js'
import { storeLock } from '../src/ports/store-lock.js'
import type { Wake } from '../src/ports/wake.js'
import { schema, type Wanted } from '../src/session/grant-record.js'
import { type KnownGrant, knownGrant } from '../src/session/known-grant.js'
import type { Obtain, Outcome } from '../src/session/obtain.js'
import { defaultLimits, type Platform } from '../src/session/platform.js'
import { type Rotation, rotation } from '../src/session/rotation.js'
import { type Errands, errands } from './errands.js'
import { answerTo } from './network.js'
import type { Step } from './schedule.js'
import type { World } from './world.js'

/** A tab or a process: what it does, and what may happen to it. */
export interface SimulatedRealm extends Omit<Errands, 'go' | 'run' | 'reaches'> {
  readonly name: string
  readonly rotation: Rotation
  readonly known: KnownGrant
  hide(): void
  wake(): void
  setOnline(isOnline: boolean): void
}

export function simulatedRealm(name: string, world: World): SimulatedRealm {
  const { clock, store, server, history, identity } = world
  const errand = errands(name, world, freeLocks)
  const { go, run, reaches, isAlive } = errand
  const ownClock: Clock = { ...clock, after: (milliseconds, timer) => clock.after(milliseconds, () => run(timer)) }
  const lock = world.lock ?? storeLock(store, ownClock)
  const held = new Set<() => void>()
  const sleepers = new Set<Parameters<Wake['listen']>[0]>()
  let isOnline = true

  /** What the browser does with those of a page that is gone; in a store they stay. */
  function freeLocks(): void {
    if (world.lock) for (const release of held) release()
  }

  const platform: Platform = {
    realm: name,
    limits: defaultLimits,
    clock: ownClock,
    store: {
      get: key =>
        go('look', async fault => {
          if (fault === 'fails') throw new Error('the store cannot be read')
          const found = await store.get(key)
          history.tell(name, { what: 'read' })
          if (found && fault === 'reads garbage') return { ...found, sealed: 'garbage' }
          if (found && fault === 'reads a newer schema') return { ...found, clear: { schema: schema + 1 } }
          return found
        }),
      compareAndSwap: (key, expected, next) =>
        go(stepOf(next), async fault => {
          if (fault === 'fails' || fault === 'finds the store full') throw new Error('the store cannot be written')
          const before = store.record()
          const won = await store.compareAndSwap(key, expected, next)
          if (won) history.tell(name, { what: 'wrote', before, after: store.record() })
          if (fault === 'fails after writing') throw new Error('the store does not answer')
          return won
        }),
      watch: (key, listener) => store.watch(key, () => reaches(listener)),
    },
    lock: {
      acquire: (grant, patience, displace) =>
        go('lock', async fault => {
          if (displace) history.tell(name, { what: 'displaced' })
          const release = await lock.acquire(grant, patience, displace)
          if (!release) return undefined
          if (!isAlive() || fault === 'lapses') release()
          held.add(release)
          history.tell(name, { what: 'locked' })
          return () => run(release)
        }),
    },
    wake: {
      listen: on => {
        sleepers.add(on)
        return () => sleepers.delete(on)
      },
      online: () => isOnline,
    },
  }

  const obtain: Obtain = {
    again: false,
    prepare: want =>
      go('prepare', async fault => {
        if (fault === 'fails') throw new OAuthError('code_not_loaded')
        if (fault === 'is offline' || !isOnline) throw new OAuthError('offline')
        return async (refreshToken = '') => exchange(refreshToken, want)
      }),
    revoke: tokens =>
      go('revoke', async fault => {
        if (fault === 'fails') return tokens
        for (const token of tokens) {
          history.tell(name, { what: 'revoked', token, stored: store.record() })
          server.revoke(token)
        }
        return []
      }),
  }

  async function exchange(refreshToken: string, want: Wanted): Promise<Outcome> {
    history.tell(name, { what: 'sent', refreshToken, want, stored: store.record() })
    const outcome = await go('send', async fault => answerTo(server, refreshToken, want, fault))
    const granted = outcome.kind === 'granted' ? outcome.tokens.refreshToken : undefined
    history.tell(name, { what: 'heard', refreshToken, outcome: outcome.kind, granted })
    return outcome
  }

  const known = knownGrant(platform, identity)
  return {
    ...errand,
    name,
    known,
    rotation: rotation(platform, known, obtain),
    hide: () => {
      for (const on of sleepers) run(on.asleep)
    },
    wake: () => {
      for (const on of sleepers) run(on.awake)
    },
    setOnline: next => {
      isOnline = next
    },
    heal: () => {
      isOnline = true
      errand.heal()
    },
  }
}

/** What a realm is about when it writes: its intent, what came of it, or an end. */
function stepOf({ clear }: Entry): Step {
  const { state, intent } = { state: undefined, intent: undefined, ...(clear instanceof Object ? clear : {}) }
  if (state !== 'active') return 'end'
  return intent ? 'intend' : 'commit'
}
