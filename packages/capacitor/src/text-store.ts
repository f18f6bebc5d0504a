import type { Entry, Store } from '@tessera/core/platform'

/** Texts under keys, as a plugin keeps them. */
export interface Texts {
  read(key: string): Promise<string | undefined>
  /** Rejects when the text is not kept. */
  write(key: string, text: string): Promise<void>
}

const watchers = new Set<(written: string) => void>()
let queue: Promise<unknown> = Promise.resolve()

/**
 * A store of one text for each entry. A native app has one web view, so compare-and-swap is a queue: it holds for all stores of
 * the page. What cannot be read any more is an entry of version 0 with nothing in it.
 */
export function textStore({ read, write }: Texts): Store {
  const get = async (key: string) => entryOf(await read(named(key)))

  async function swap(key: string, expected: number, next: Entry): Promise<boolean> {
    const { version = 0 } = (await get(key)) ?? {}
    if (version !== expected) return false
    await write(named(key), JSON.stringify(next))
    for (const tell of watchers) queueMicrotask(() => watchers.has(tell) && tell(key))
    return true
  }

  return {
    get,
    compareAndSwap: (key, expected, next) => {
      const { version, clear, sealed } = next
      const swapped = queue.then(() => swap(key, expected, { version, clear, sealed }))
      queue = swapped.catch(() => {})
      return swapped
    },
    watch: (key, listener) => {
      const tell = (written: string) => written === key && listener()
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
  }
}

function named(key: string): string {
  return `tessera ${key}`
}

function entryOf(text: string | undefined): Entry | undefined {
  if (text === undefined) return undefined
  const unreadable = { version: 0, clear: undefined, sealed: undefined }
  try {
    const found: unknown = JSON.parse(text)
    return isEntry(found) ? { ...unreadable, ...found } : unreadable
  } catch {
    return unreadable
  }
}

function isEntry(value: unknown): value is Partial<Entry> & Pick<Entry, 'version'> {
  return value instanceof Object && 'version' in value && typeof value.version === 'number'
}
