/** What a store keeps under a key. `clear` may be read by anyone; `sealed` is hidden at rest where the store can hide it. */
export interface Entry {
  /** Grows with every write and is what compare-and-swap compares. */
  readonly version: number
  readonly clear: unknown
  /** `undefined` when what was kept can no longer be opened. */
  readonly sealed: unknown
}

/** Port: durable entries, shared by every realm that holds the same grants. Contents are plain JSON data. */
export interface Store {
  /** The entry as the last successful write left it. Rejects when the store cannot be read. */
  get(key: string): Promise<Entry | undefined>
  /** Writes `next` and answers true, if the version found is `expected` (0: nothing is there); otherwise changes nothing. Rejects when the write is not durable. */
  compareAndSwap(key: string, expected: number, next: Entry): Promise<boolean>
  /** Calls the listener after the key was written, by another realm at least. Returns how to stop. */
  watch(key: string, listener: () => void): () => void
}

/** A store as long-lived as the process, for services and tests. */
export function memoryStore(): Store {
  const entries = new Map<string, { readonly version: number; readonly text: string }>()
  const watchers = new Set<(written: string) => void>()
  return {
    get: async key => {
      const kept = entries.get(key)
      return kept && JSON.parse(kept.text)
    },
    compareAndSwap: async (key, expected, next) => {
      if ((entries.get(key)?.version ?? 0) !== expected) return false
      entries.set(key, { version: next.version, text: JSON.stringify(next) })
      for (const tell of watchers) queueMicrotask(() => tell(key))
      return true
    },
    watch: (key, listener) => {
      const tell = (written: string) => written === key && listener()
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
  }
}
