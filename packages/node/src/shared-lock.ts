import { type Clock, type Lock, lazy, memoryLock, type Store } from '@tessera/core/platform'

/** Milliseconds: whoever waits is served soon after a release. */
const poll = 15
/** Milliseconds: timers of a process run on time, other than those of a hidden tab. */
const lease = 4_000

/** The lock of all processes that share a store. Rejects when the store fails. */
export function sharedLock(store: Store, clock: Clock): Lock {
  const shared = lazy(async () => (await import('@tessera/core/store-lock')).storeLock(store, clock, poll, lease))
  return { acquire: async (...asked) => (await shared()).acquire(...asked) }
}

/** For tokens that can be asked for anew and spend nothing: while the store fails, this process locks for itself alone. */
export function sharedOrOwnLock(store: Store, clock: Clock): Lock {
  const shared = sharedLock(store, clock)
  const own = memoryLock(clock)
  return { acquire: (...asked) => shared.acquire(...asked).catch(() => own.acquire(...asked)) }
}
