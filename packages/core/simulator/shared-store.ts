import { type Entry, memoryStore, type Store } from '../src/ports/store.js'
import { type GrantIdentity, type GrantRecord, grantKey, readGrant } from '../src/session/grant-record.js'

/** One store for all realms, and what may become of it. */
export interface SharedStore extends Store {
  /** What it holds of the grant. */
  record(): GrantRecord
  /** Whether it ever held this access token. */
  hasHeld(accessToken: string): boolean
  /** The browser clears it. */
  evict(): Promise<void>
  /** What it holds can still be found, but no longer opened. */
  loseKey(): Promise<void>
}

export async function sharedStore(identity: GrantIdentity): Promise<SharedStore> {
  let kept = memoryStore()
  let hasKey = true
  let record = await readGrant(kept, identity)
  const held = new Set<string>()
  const watchers = new Set<{ readonly key: string; readonly listener: () => void; stop: () => void }>()

  async function remember(entry: Entry | undefined): Promise<void> {
    record = await readGrant({ ...kept, get: async () => opened(entry) }, identity)
    for (const { token } of Object.values(record.secrets.access)) held.add(token)
  }

  const opened = (entry: Entry | undefined) => (entry && !hasKey ? { ...entry, sealed: undefined } : entry)

  return {
    get: async key => opened(await kept.get(key)),
    compareAndSwap: async (key, expected, next) => {
      const won = await kept.compareAndSwap(key, expected, next)
      if (won) hasKey = true
      if (won && key === grantKey(identity)) await remember(next)
      return won
    },
    watch: (key, listener) => {
      const watcher = { key, listener, stop: kept.watch(key, listener) }
      watchers.add(watcher)
      return () => {
        watchers.delete(watcher)
        watcher.stop()
      }
    },
    record: () => record,
    hasHeld: accessToken => held.has(accessToken),
    evict: () => {
      kept = memoryStore()
      for (const watcher of watchers) watcher.stop = kept.watch(watcher.key, watcher.listener)
      return remember(undefined)
    },
    loseKey: async () => {
      hasKey = false
      await remember(await kept.get(grantKey(identity)))
    },
  }
}
