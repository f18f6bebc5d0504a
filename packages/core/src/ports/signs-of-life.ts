import type { Clock } from './clock.js'
import type { Entry, Store } from './store.js'

/** What one who stands in a line for a lock says of himself, and hears of the others. */
export interface SignsOfLife {
  /** When, by the monotonic clock, the next one is due. */
  readonly due: number
  /** Gives one, and answers who in the line has given none for a whole lease of this realm's own time. Rejects when the store fails. */
  give(line: readonly string[]): Promise<readonly string[]>
}

/** All signs of one line stand under one key: a number for each, that grows. Those who have left the line are forgotten. */
export function signsOfLife(store: Store, clock: Clock, lease: number, key: string, me: string): SignsOfLife {
  const beat = lease / 4
  let heard = new Map<string, { readonly sign: number; readonly since: number }>()
  let due = clock.monotonic() + beat

  async function exchange(line: readonly string[]): Promise<Readonly<Record<string, number>>> {
    for (;;) {
      const { version, signs } = signsIn(await store.get(key))
      const given = Object.fromEntries(line.map(who => [who, (signs[who] ?? 0) + (who === me ? 1 : 0)]))
      const next = { version: version + 1, clear: { signs: given }, sealed: null }
      if (await store.compareAndSwap(key, version, next)) return given
    }
  }

  return {
    get due() {
      return due
    },
    give: async line => {
      const given = await exchange(line)
      const now = clock.monotonic()
      due = now + beat
      heard = new Map(
        line.map(who => {
          const sign = given[who] ?? 0
          const before = heard.get(who)
          return [who, before?.sign === sign ? before : { sign, since: now }]
        }),
      )
      return line.filter(who => now - (heard.get(who)?.since ?? now) >= lease)
    },
  }
}

function signsIn(entry: Entry | undefined): {
  readonly version: number
  readonly signs: Readonly<Record<string, number>>
} {
  const { signs }: { readonly signs?: unknown } = entry?.clear instanceof Object ? entry.clear : {}
  const numbers = Object.entries(signs instanceof Object ? signs : {}).filter(([, sign]) => typeof sign === 'number')
  return { version: entry?.version ?? 0, signs: Object.fromEntries(numbers) }
}
