import { type Clock, type Lock, memoryLock, type Store } from '@tessera/core/platform'
import { storeLock } from '@tessera/core/store-lock'

/** Milliseconds: whoever waits is served soon after a release. */
const poll = 15
/** Milliseconds: timers of a process run on time, other than those of a hidden tab. */
const lease = 4_000

/** The lock of all processes that share a store. Rejects when the store fails. */
export function sharedLock(store: Store, clock: Clock): Lock {
  return storeLock(store, clock, poll, lease)
}

/** For tokens that can be asked for anew and spend nothing: while the store fails, this process locks for itself alone. */
export function sharedOrOwnLock(store: Store, clock: Clock): Lock {
  const shared = sharedLock(store, clock)
  const own = memoryLock(clock)
  return { acquire: (...asked) => shared.acquire(...asked).catch(() => own.acquire(...asked)) }
}
