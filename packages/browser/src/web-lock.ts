import { type Lock, lazy, type Store, systemClock } from '@tessera/core/platform'

/** A lock over the tabs of an origin (Web Locks), or, where the browser has none, over the tabs that share this store. */
export function webLock(store: Store): Lock {
  const instead = lazy(async () => (await import('@tessera/core/store-lock')).storeLock(store, systemClock))
  return {
    acquire: async (name, patience, displace) => {
      const locks = navigator.locks
      if (!locks) return (await instead()).acquire(name, patience, displace)
      return new Promise((resolve, reject) => {
        const signal = AbortSignal.timeout(patience)
        locks
          .request(name, displace ? { steal: true } : { signal }, () => new Promise<void>(release => resolve(release)))
          // Also how a displaced holder is told, long after it was answered: nothing happens then.
          .catch(error => (signal.aborted ? resolve(undefined) : reject(error)))
      })
    },
  }
}
