import type { Store } from '@tessera/core/platform'

/** The same store, and somebody hears of whatever it fails at. */
export function reportingStore(store: Store, report: (error: unknown) => void): Store {
  const reported = <T>(work: Promise<T>) =>
    work.catch(error => {
      report(error)
      throw error
    })
  return {
    ...store,
    get: key => reported(store.get(key)),
    compareAndSwap: (...asked) => reported(store.compareAndSwap(...asked)),
  }
}
