import type { Entry, Store } from '../src/ports/store.js'
import { emptyRecord, type GrantIdentity, type GrantRecord, grantKey, readGrant } from '../src/session/grant-record.js'

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
  /** So many of the newest writes of the grant were acknowledged, and never on disk. */
  loseNewest(writes: number): Promise<void>
  /** From now on it answers nobody, or all again. */
  setUp(isUp: boolean): void
}

export function sharedStore(identity: GrantIdentity): SharedStore {
  const own = grantKey(identity)
  const entries = new Map<string, Entry>()
  const held = new Set<string>()
  const replaced: (Entry | undefined)[] = []
  const watchers = new Set<(written: string) => void>()
  let hasKey = true
  let isUp = true
  let record = emptyRecord(identity)

  function answer(): void {
    if (!isUp) throw new Error('the store is down')
  }

  /** Everybody reads the same one, frozen: to parse it for each reader takes longer than all that they do with it. */
  async function find(key: string): Promise<Entry | undefined> {
    const entry = entries.get(key)
    return entry && !hasKey ? { ...entry, sealed: undefined } : entry
  }

  async function remember(): Promise<void> {
    record = await readGrant({ ...store, get: find }, identity)
    for (const { token } of Object.values(record.secrets.access)) held.add(token)
  }

  const store: Store = {
    get: async key => {
      answer()
      return find(key)
    },
    compareAndSwap: async (key, expected, next) => {
      answer()
      const before = entries.get(key)
      if ((before?.version ?? 0) !== expected) return false
      entries.set(key, { version: next.version, clear: kept(next.clear), sealed: kept(next.sealed) })
      if (key === own) replaced.push(before)
      hasKey = true
      for (const tell of watchers) queueMicrotask(() => tell(key))
      if (key === own) await remember()
      return true
    },
    watch: (key, listener) => {
      const tell = (written: string) => written === key && listener()
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
  }

  return {
    ...store,
    record: () => record,
    hasHeld: accessToken => held.has(accessToken),
    evict: () => {
      entries.clear()
      return remember()
    },
    loseKey: () => {
      hasKey = false
      return remember()
    },
    loseNewest: writes => {
      for (let lost = 0; lost < writes; lost++) {
        const before = replaced.pop()
        if (before) entries.set(own, before)
        else entries.delete(own)
      }
      return remember()
    },
    setUp: next => {
      isUp = next
    },
  }
}

/** A frozen copy: to write it as text and read that takes longer. What the text would lose or change is refused. */
function kept(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map(kept))
  if (value instanceof Object && Object.getPrototypeOf(value) === Object.prototype) {
    const copy: Record<string, unknown> = {}
    for (const [name, part] of Object.entries(value)) if (part !== undefined) copy[name] = kept(part)
    return Object.freeze(copy)
  }
  if (value === 0) return 0
  if (value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value)) return value
  throw new TypeError('only plain data can be kept')
}
