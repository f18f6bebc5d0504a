import type { Entry, Store } from '@tessera/core/platform'
import type { Installation } from './installation.js'

/** Texts under keys, as a plugin keeps them. */
export interface Texts {
  read(key: string): Promise<string | undefined>
  /** Rejects when the text is not kept. */
  write(key: string, text: string): Promise<void>
  /** Given where texts outlive the app. */
  readonly installation?: Installation | undefined
}

const watchers = new Set<(written: string) => void>()
let queue: Promise<unknown> = Promise.resolve()

/**
 * A store of one text for each entry. A native app has one web view, so compare-and-swap is a queue: it holds for all stores of
 * the page. What cannot be read any more is an entry of version 0 with nothing in it; so is the session of an earlier
 * installation of the app, and whatever else that left is not there.
 */
export function textStore({ read, write, installation }: Texts): Store {
  async function get(key: string): Promise<Entry | undefined> {
    // In this order, because an installation is named before its first text is written.
    const text = await read(named(key))
    return entryOf(text, await installation?.find())
  }

  async function swap(key: string, expected: number, next: Entry): Promise<boolean> {
    const { version = 0 } = (await get(key)) ?? {}
    if (version !== expected) return false
    await write(named(key), JSON.stringify({ ...next, installation: await installation?.name() }))
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

/** Texts from before there were installations name none, and count as this one's. */
function entryOf(text: string | undefined, here: string | undefined): Entry | undefined {
  if (text === undefined) return undefined
  const unreadable = { version: 0, clear: undefined, sealed: undefined }
  try {
    const found: unknown = JSON.parse(text)
    if (!isKept(found)) return unreadable
    const { version, clear, sealed, installation = here } = found
    if (installation === here) return { version, clear, sealed }
    return isSession(clear) ? unreadable : undefined
  } catch {
    return unreadable
  }
}

interface Kept extends Pick<Entry, 'version'>, Partial<Pick<Entry, 'clear' | 'sealed'>> {
  readonly installation?: unknown
}

function isKept(value: unknown): value is Kept {
  return value instanceof Object && 'version' in value && typeof value.version === 'number'
}

function isSession(clear: unknown): boolean {
  return clear instanceof Object && 'state' in clear && clear.state === 'active'
}
