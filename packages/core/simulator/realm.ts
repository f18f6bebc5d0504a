import { OAuthError } from '../src/errors.js'
import type { Clock } from '../src/ports/clock.js'
import type { Lock } from '../src/ports/lock.js'
import type { Entry } from '../src/ports/store.js'
import { storeLock } from '../src/ports/store-lock.js'
import type { Wake } from '../src/ports/wake.js'
import { type GrantIdentity, schema, type Wanted } from '../src/session/grant-record.js'
import { type KnownGrant, knownGrant } from '../src/session/known-grant.js'
import type { Obtain, Outcome } from '../src/session/obtain.js'
import { defaultLimits, type Platform } from '../src/session/platform.js'
import { type Rotation, rotation } from '../src/session/rotation.js'
import type { AuthorizationServer } from './authorization-server.js'
import type { History } from './history.js'
import { answerTo } from './network.js'
import type { Random } from './random.js'
import type { Fault, Step } from './schedule.js'
import type { SharedStore } from './shared-store.js'

/** What all realms of a schedule share. */
export interface Ground {
  readonly clock: Clock
  readonly random: Random
  readonly store: SharedStore
  /** Absent: they have only the store to agree by. */
  readonly lock: Lock | undefined
  readonly server: AuthorizationServer
  readonly history: History
  readonly identity: GrantIdentity
}

/** A tab or a process: what it does, and what may happen to it. */
export interface SimulatedRealm {
  readonly name: string
  readonly rotation: Rotation
  readonly known: KnownGrant
  readonly isAlive: boolean
  /** The next time it comes to that step, this happens. */
  arm(step: Step, fault: Fault): void
  crash(): void
  freeze(): void
  thaw(): void
  hide(): void
  wake(): void
  setOnline(isOnline: boolean): void
  /** What was still to go wrong does not. */
  heal(): void
  /** When it was last frozen or thawed. */
  readonly disturbedAt: number
  /** Whether nothing is about to go wrong. */
  readonly isWell: boolean
}

const trips = [0, 0, 1, 1, 2, 3, 8] as const
const slow = 5_000
const beyondPatience = 25_000
const naps = [3_000, 30_000, 130_000, 900_000] as const

export function simulatedRealm(name: string, ground: Ground): SimulatedRealm {
  const { clock, random, store, server, history, identity } = ground
  const ownClock: Clock = { ...clock, after: (milliseconds, timer) => clock.after(milliseconds, () => run(timer)) }
  const lock = ground.lock ?? storeLock(store, ownClock)
  const armed: { readonly step: Step; readonly fault: Fault }[] = []
  const held = new Set<() => void>()
  const sleepers = new Set<Parameters<Wake['listen']>[0]>()
  let isAlive = true
  let isOnline = true
  let asleep: (() => void)[] | undefined
  let disturbedAt = 0

  function run(effect: () => void): void {
    if (!isAlive) return
    if (asleep) asleep.push(effect)
    else effect()
  }

  function thaw(): void {
    const effects = asleep ?? []
    if (asleep) disturbedAt = clock.monotonic()
    asleep = undefined
    for (const effect of effects) run(effect)
  }

  function freeze(): void {
    asleep ??= []
  }

  function crash(): void {
    isAlive = false
    if (ground.lock) for (const release of held) release()
  }

  function meets(step: Step): Fault | undefined {
    const index = armed.findIndex(fault => fault.step === step)
    const [met] = index < 0 ? [] : armed.splice(index, 1)
    if (met) history.tell(name, { what: 'met', ...met })
    return met?.fault
  }

  /** Goes out for something and comes back with it: two trips, and the realm may be gone or frozen at either end. */
  function errand<T>(step: Step, effect: (fault: Fault | undefined) => Promise<T>): Promise<T> {
    const fault = meets(step)
    if (fault === 'crashes before') crash()
    const out = random.pick(trips) + (fault === 'is slow' ? slow : 0)
    const back =
      random.pick(trips) + (fault === 'is answered slowly' ? slow : fault === 'is answered late' ? beyondPatience : 0)
    return new Promise((resolve, reject) => {
      const comeBack = (settle: () => void) => {
        if (fault === 'crashes after') crash()
        if (fault === 'freezes') {
          freeze()
          clock.after(random.pick(naps), thaw)
        }
        clock.after(back, () => run(settle))
      }
      const goOut = () =>
        effect(fault).then(
          value => comeBack(() => resolve(value)),
          error => comeBack(() => reject(error)),
        )
      if (isAlive) clock.after(out, goOut)
    })
  }

  const platform: Platform = {
    realm: name,
    limits: defaultLimits,
    clock: ownClock,
    store: {
      get: key =>
        errand('look', async fault => {
          if (fault === 'fails') throw new Error('the store cannot be read')
          const found = await store.get(key)
          history.tell(name, { what: 'read' })
          if (found && fault === 'reads garbage') return { ...found, sealed: 'garbage' }
          if (found && fault === 'reads a newer schema') return { ...found, clear: { schema: schema + 1 } }
          return found
        }),
      compareAndSwap: (key, expected, next) =>
        errand(stepOf(next), async fault => {
          if (fault === 'fails' || fault === 'finds the store full') throw new Error('the store cannot be written')
          const before = store.record()
          const won = await store.compareAndSwap(key, expected, next)
          if (won) history.tell(name, { what: 'wrote', before, after: store.record() })
          if (fault === 'fails after writing') throw new Error('the store does not answer')
          return won
        }),
      watch: (key, listener) => store.watch(key, () => clock.after(random.pick(trips), () => run(listener))),
    },
    lock: {
      acquire: (grant, patience, displace) =>
        errand('lock', async fault => {
          const release = await lock.acquire(grant, patience, displace)
          if (!release) return undefined
          if (!isAlive || fault === 'lapses') release()
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

  async function exchange(refreshToken: string, want: Wanted): Promise<Outcome> {
    history.tell(name, { what: 'sent', refreshToken, want, stored: store.record() })
    const outcome = await errand('send', async fault => answerTo(server, refreshToken, want, fault))
    const granted = outcome.kind === 'granted' ? outcome.tokens.refreshToken : undefined
    history.tell(name, { what: 'heard', refreshToken, outcome: outcome.kind, granted })
    return outcome
  }

  const obtain: Obtain = {
    again: false,
    prepare: want =>
      errand('prepare', async fault => {
        if (fault === 'fails') throw new OAuthError('code_not_loaded')
        if (fault === 'is offline' || !isOnline) throw new OAuthError('offline')
        return async (refreshToken = '') => exchange(refreshToken, want)
      }),
    revoke: tokens =>
      errand('revoke', async fault => {
        if (fault === 'fails') return tokens
        for (const token of tokens) {
          history.tell(name, { what: 'revoked', token, stored: store.record() })
          server.revoke(token)
        }
        return []
      }),
  }

  const known = knownGrant(platform, identity)
  return {
    name,
    known,
    rotation: rotation(platform, known, obtain),
    get isAlive() {
      return isAlive
    },
    arm: (step, fault) => armed.push({ step, fault }),
    crash,
    freeze,
    thaw,
    hide: () => {
      for (const on of sleepers) run(on.asleep)
    },
    wake: () => {
      for (const on of sleepers) run(on.awake)
    },
    setOnline: next => {
      isOnline = next
    },
    get disturbedAt() {
      return disturbedAt
    },
    get isWell() {
      return isAlive && !asleep && armed.length === 0
    },
    heal: () => {
      armed.length = 0
      isOnline = true
      thaw()
    },
  }
}

/** What a realm is about when it writes: its intent, what came of it, or an end. */
function stepOf({ clear }: Entry): Step {
  const { state, intent } = { state: undefined, intent: undefined, ...(clear instanceof Object ? clear : {}) }
  if (state !== 'active') return 'end'
  return intent ? 'intend' : 'commit'
}
