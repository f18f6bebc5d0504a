import { randomId } from '../src/digest.js'
import { OAuthError } from '../src/errors.js'
import type { Clock } from '../src/ports/clock.js'
import { type Lock, memoryLock } from '../src/ports/lock.js'
import { memoryStore, type Store } from '../src/ports/store.js'
import type { Wake } from '../src/ports/wake.js'
import { type GrantIdentity, type GrantRecord, readGrant } from '../src/session/grant-record.js'
import { type KnownGrant, knownGrant } from '../src/session/known-grant.js'
import type { Obtain } from '../src/session/obtain.js'
import { defaultLimits, type Limits } from '../src/session/platform.js'
import { type Rotation, rotation } from '../src/session/rotation.js'
import { cage } from './cage.js'
import { type HandClock, handClock } from './hand-clock.js'
import { type RotatingServer, rotatingServer } from './rotating-server.js'

/** A request for tokens, and what the store said of the grant when it was sent. */
export interface SentRequest {
  readonly by: string
  readonly refreshToken: string | undefined
  /** The refresh token had been answered before. */
  readonly isSecond: boolean
  readonly stored: Promise<GrantRecord>
}

/** A tab or a process, and what may happen to it. */
export interface Realm {
  readonly name: string
  readonly rotation: Rotation
  readonly known: KnownGrant
  /** What it does not manage: to read, to write, to write before somebody else does, or, though it wrote, to hear of it. */
  storeFails: readonly ('reading' | 'writing' | 'winning' | 'hearing')[]
  readonly reads: number
  readonly writes: number
  readonly acquisitions: number
  /** Nothing that happens reaches it, and nothing that it does happens, until it thaws. It keeps its lock. */
  freeze(): void
  thaw(): void
  /** It is gone, and its lock is free. */
  kill(): void
  /** It is hidden. */
  sleep(): void
  wake(): void
}

/** Realms that share a store, a lock, a clock and an authorization server. */
export interface Realms {
  readonly time: HandClock
  readonly server: RotatingServer
  readonly store: Store
  readonly lock: Lock
  readonly identity: GrantIdentity
  readonly sent: readonly SentRequest[]
  /** Throws where there is none. */
  realm(index: number): Realm
  /** One more. */
  open(options?: RealmOptions): Realm
  stored(): Promise<GrantRecord>
}

export interface RealmOptions {
  readonly slot?: string
  /** Tokens can be asked for without a refresh token. */
  readonly again?: boolean
  readonly limits?: Partial<Limits>
  /** How long a look at the store lasts (milliseconds). */
  readonly unseen?: number
  readonly clock?: Clock
  /** The store never tells it what others wrote. */
  readonly isDeaf?: boolean
}

export function realms(count: number, options: RealmOptions = {}): Realms {
  const time = handClock()
  const server = rotatingServer(time.clock)
  const store = memoryStore()
  const lock = memoryLock(time.clock)
  const identity = { issuer: 'https://id.example', client: 'app', slot: '' }
  const sent: SentRequest[] = []

  function open(own: RealmOptions = {}): Realm {
    const { slot = '', again = false, limits, unseen, clock = time.clock, isDeaf = false } = { ...options, ...own }
    const grant = { ...identity, slot }
    const { run, through, freeze, thaw, kill } = cage()
    const name = randomId()
    const held = new Set<() => void>()
    const sleepers = new Set<Parameters<Wake['listen']>[0]>()
    const counts = { reads: 0, writes: 0, acquisitions: 0 }
    const failIf = (what: Realm['storeFails'][number]) => {
      if (realm.storeFails.includes(what)) throw new OAuthError('storage_failed', { reason: what })
    }
    const platform = {
      realm: name,
      limits: { ...defaultLimits, ...limits },
      clock: {
        ...clock,
        after: (...[due, timer, background]: Parameters<Clock['after']>) =>
          clock.after(due, () => run(timer), background),
      },
      store: {
        get: (key: string) =>
          through(async () => {
            counts.reads += 1
            failIf('reading')
            return store.get(key)
          }),
        compareAndSwap: (...write: Parameters<Store['compareAndSwap']>) =>
          through(async () => {
            counts.writes += 1
            failIf('writing')
            if (realm.storeFails.includes('winning')) return false
            const won = await store.compareAndSwap(...write)
            failIf('hearing')
            return won
          }),
        watch: (key: string, listener: () => void) => (isDeaf ? () => {} : store.watch(key, () => run(listener))),
      },
      lock: {
        acquire: (...asked: Parameters<Lock['acquire']>) =>
          through(async () => {
            counts.acquisitions += 1
            const release = await lock.acquire(...asked)
            if (release && isDead) release()
            else if (release) held.add(release)
            return release && (() => run(release))
          }),
      },
      wake: {
        listen: (on: Parameters<Wake['listen']>[0]) => {
          sleepers.add(on)
          return () => sleepers.delete(on)
        },
        online: () => true,
      },
    }
    const source = again ? server.obtainAgain : server.obtain
    const obtain: Obtain = {
      again,
      prepare: want =>
        through(async () => {
          const send = await source.prepare(want)
          return (refreshToken, secrets) =>
            through(() => {
              sent.push({
                by: name,
                refreshToken,
                isSecond: server.isSpent(refreshToken),
                stored: readGrant(store, grant),
              })
              return send(refreshToken, secrets)
            })
        }),
      revoke: tokens => through(() => source.revoke(tokens)),
    }
    const known = knownGrant(platform, grant, unseen)
    let isDead = false
    const realm: Realm = {
      name,
      known,
      rotation: rotation(platform, known, obtain),
      storeFails: [],
      get reads() {
        return counts.reads
      },
      get writes() {
        return counts.writes
      },
      get acquisitions() {
        return counts.acquisitions
      },
      freeze,
      thaw,
      kill: () => {
        isDead = true
        kill()
        for (const release of held) release()
      },
      sleep: () => {
        for (const { asleep } of sleepers) run(asleep)
      },
      wake: () => {
        for (const { awake } of sleepers) run(awake)
      },
    }
    return realm
  }

  const opened = Array.from({ length: count }, () => open())
  return {
    time,
    server,
    store,
    lock,
    identity,
    sent,
    realm: index => {
      const realm = opened[index]
      if (!realm) throw new RangeError(`no realm ${index}`)
      return realm
    },
    open,
    stored: () => readGrant(store, identity),
  }
}
