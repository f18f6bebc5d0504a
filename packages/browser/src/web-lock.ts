import { type Lock, memoryLock } from '@tessera/core/platform'

const realmLock: Lock = /* @__PURE__ */ memoryLock()

/**
 * A lock over the tabs of an origin (Web Locks). Where the browser has none, as in Lockdown Mode, it reaches no further
 * than this realm: two tabs may then both ask, and only compare-and-swap and the intent stand between them.
 */
export function webLock(): Lock {
  return {
    acquire: (name, patience, displace) => {
      const locks = navigator.locks
      if (!locks) return realmLock.acquire(name, patience, displace)
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
