import { randomId } from '../digest.js'
import type { Clock } from './clock.js'
import type { Lock } from './lock.js'
import { type SignsOfLife, signsOfLife } from './signs-of-life.js'
import type { Entry, Store } from './store.js'

/** Browsers let a hidden tab's timers run late. */
const longest = 10_000

/**
 * A lock over all realms that share a store, for platforms that have none of their own. The line of those who want it stands
 * in the store: the first one holds it, and everybody says at intervals that they live. `poll`: how long, in milliseconds, a waiter
 * goes without looking, where the store does not tell it of others. `lease`: milliseconds without a sign of life after which somebody
 * in line is taken for dead. Rejects when the store fails.
 */
export function storeLock(store: Store, clock: Clock, poll: number = longest / 4, lease: number = longest): Lock {
  const beat = lease / 4
  return {
    acquire: async (name, patience, displace) => {
      const key = `lock ${name}`
      const me = randomId()
      const signs = signsOfLife(store, clock, lease, `signs ${name}`, me)
      try {
        const isFirst = await arrived(key, me, signs, clock.monotonic() + patience, displace)
        if (!isFirst) return await leave(key, me).then(() => undefined)
      } catch (error) {
        leaveSurely(key, me)
        throw error
      }
      const stop = beating(key, me, signs)
      return () => {
        stop()
        leaveSurely(key, me)
      }
    },
  }

  /** Whether I became the first in line. Who lives and was taken off it all the same gets in again, at its end. */
  async function arrived(
    key: string,
    me: string,
    signs: SignsOfLife,
    until: number,
    displace = false,
  ): Promise<boolean> {
    let found = await change(key, line => (displace ? [me, ...line.slice(1)] : [...line, me]))
    let silence = { version: found.version, since: clock.monotonic() }
    while (found.line[0] !== me) {
      const { version, line } = found
      const now = clock.monotonic()
      if (now >= until) return false
      if (version !== silence.version) silence = { version, since: now }
      const dead = [
        ...(now >= signs.due ? await signs.give(line) : []),
        ...(now - silence.since >= lease ? line.slice(0, 1) : []),
      ]
      const rest = Math.min(until - now, poll, signs.due - now, silence.since + lease - now)
      // A fraction that is lost in the sum would be waited for in no time, again and again.
      if (dead.length === 0) await changed(key, version, Math.max(1, rest))
      const living = (who: string) => !dead.includes(who)
      found = await change(key, (line, at) => inLine(at === version ? line.filter(living) : line, me))
    }
    return true
  }

  /** Answers what the line then is. Changing nothing writes nothing. */
  async function change(key: string, edit: (line: readonly string[], version: number) => readonly string[]) {
    for (;;) {
      const { version, line } = lineIn(await store.get(key))
      const next = edit(line, version)
      if (next.join() === line.join()) return { version, line }
      if (await write(key, version, next)) return { version: version + 1, line: next }
    }
  }

  function write(key: string, version: number, line: readonly string[]): Promise<boolean> {
    return store.compareAndSwap(key, version, { version: version + 1, clear: { line }, sealed: null })
  }

  function leave(key: string, me: string): Promise<unknown> {
    return change(key, line => line.filter(who => who !== me))
  }

  /** Where the store fails, again when it may be back: those behind would wait for somebody who does not come. */
  function leaveSurely(key: string, me: string): void {
    leave(key, me).catch(() => clock.after(beat, () => leaveSurely(key, me), true))
  }

  function beating(key: string, me: string, signs: SignsOfLife): () => void {
    const sign = async () => {
      cancel = clock.after(beat, signQuietly, true)
      const { version, line } = lineIn(await store.get(key))
      if (line[0] !== me) return
      await write(key, version, line)
      await signs.give(line)
    }
    const signQuietly = () => void sign().catch(() => {})
    let cancel = clock.after(beat, signQuietly, true)
    return () => cancel()
  }

  /** It may have changed before anybody listened. */
  function changed(key: string, version: number, patience: number): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        cancel()
        stop()
        resolve()
      }
      const cancel = clock.after(patience, wake)
      const stop = store.watch(key, wake)
      store.get(key).then(found => lineIn(found).version !== version && wake(), wake)
    })
  }
}

function inLine(line: readonly string[], me: string): readonly string[] {
  return line.includes(me) ? line : [...line, me]
}

function lineIn(entry: Entry | undefined): { readonly version: number; readonly line: readonly string[] } {
  const { line }: { readonly line?: unknown } = entry?.clear instanceof Object ? entry.clear : {}
  return { version: entry?.version ?? 0, line: Array.isArray(line) ? line.map(String) : [] }
}
