import { OAuthError } from '../src/errors.js'
import type { Clock } from '../src/ports/clock.js'
import { type Lock, memoryLock } from '../src/ports/lock.js'
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

/** Milliseconds for which a process that listens to nobody relies on what it has seen. */
const maxUnseen = 30_000

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
  const { schedule, clock, store, server, history, identity } = world
  const isUser = schedule.grant === 'user'
  const errand = errands(name, world, freeLocks)
  const { go, run, reaches, isAlive } = errand
  const ownClock: Clock = { ...clock, after: (milliseconds, timer) => clock.after(milliseconds, () => run(timer)) }
  const lock = world.lock ?? lineIn(storeLock(store, ownClock))
  const held = new Set<() => void>()
  const sleepers = new Set<Parameters<Wake['listen']>[0]>()
  let isOnline = true

  /** What the browser does with those of a page that is gone; in a store they stay. */
  function freeLocks(): void {
    if (world.lock) for (const release of held) release()
  }

  /** Where nothing is spent, each locks for itself while the store fails. */
  function lineIn(shared: Lock): Lock {
    const own = memoryLock(ownClock)
    if (schedule.grant !== 'client') return shared
    return { acquire: (...asked) => shared.acquire(...asked).catch(() => own.acquire(...asked)) }
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
    again: !isUser,
    prepare: want =>
      go('prepare', async fault => {
        if (fault === 'fails') throw new OAuthError('code_not_loaded')
        if (fault === 'is offline' || !isOnline) throw new OAuthError('offline')
        return refreshToken => (refreshToken === undefined ? askAgain(want) : exchange(refreshToken, want))
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
    const reach = (want: Wanted, isElse?: boolean) => server.refresh(refreshToken, want, isElse)
    const outcome = await go('send', async fault => answerTo(reach, want, fault))
    const granted = outcome.kind === 'granted' ? outcome.tokens.refreshToken : undefined
    history.tell(name, { what: 'heard', refreshToken, outcome: outcome.kind, granted })
    return outcome
  }

  /** Nobody is asked: a client that has only itself gets no refresh token. */
  async function askAgain(want: Wanted): Promise<Outcome> {
    history.tell(name, { what: 'asked', want, stored: store.record() })
    const kind = { isBrief: schedule.grant === 'client' }
    const reach = (want: Wanted): Outcome => ({ kind: 'granted', tokens: server.signIn('the machine', want, kind) })
    const outcome = await go('send', async fault => answerTo(reach, want, fault))
    history.tell(name, { what: 'got', outcome: outcome.kind })
    return outcome
  }

  const known = knownGrant(platform, identity, isUser ? undefined : maxUnseen)
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
