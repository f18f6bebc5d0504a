import type { Entry, Store } from '@tessera/core/platform'

/** Your own store: here, rows in a table that are replaced only where their version is still the expected one. */
export function tableStore(rows: Map<string, string>, listeners: Set<(key: string) => void>): Store {
  const read = (key: string): Entry | undefined => JSON.parse(rows.get(key) ?? 'null') ?? undefined
  return {
    get: async key => read(key),
    compareAndSwap: async (key, expected, next) => {
      if ((read(key)?.version ?? 0) !== expected) return false
      rows.set(key, JSON.stringify(next))
      for (const tell of listeners) queueMicrotask(() => tell(key))
      return true
    },
    watch: (key, listener) => {
      const tell = (written: string) => written === key && listener()
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
  }
}
