import type { Plugs } from '@tessera/core/auth'

/** What a page can see of its own rotation. */
export interface Seen {
  /** When the token may no longer be handed out, by the wall clock. Now, where the page knows nothing of it. */
  expiryOf(token: string): number
  /** How often it got in line for the lock. */
  asked(): number
  /** Whether it is in line, or holds the lock. */
  isInLine(): boolean
}

/** Looks on at what goes through the plugs; `sends` hears of each refresh token that leaves. */
export function watching(plugs: Plugs, sends: () => void): { readonly plugs: Plugs; readonly seen: Seen } {
  const expiries = new Map<string, number>()
  let asked = 0
  let done = 0

  function look(entry: { readonly sealed: unknown } | undefined): void {
    const { access }: { readonly access?: unknown } = entry?.sealed instanceof Object ? entry.sealed : {}
    for (const token of Object.values(access ?? {})) {
      const { token: value, wallAt, expiresIn } = token
      expiries.set(value, wallAt + expiresIn * 0.9)
    }
  }

  const { store, fetch, loadLatePorts } = plugs
  return {
    seen: { expiryOf: token => expiries.get(token) ?? Date.now(), asked: () => asked, isInLine: () => asked > done },
    plugs: {
      ...plugs,
      store: {
        ...store,
        get: async key => {
          const entry = await store.get(key)
          look(entry)
          return entry
        },
        compareAndSwap: (key, expected, next) => {
          look(next)
          return store.compareAndSwap(key, expected, next)
        },
      },
      fetch: (url, init) => {
        if (String(init?.body).includes('grant_type=refresh_token')) sends()
        return fetch(url, init)
      },
      loadLatePorts: async () => {
        const ports = await loadLatePorts()
        const acquire: typeof ports.lock.acquire = async (...wanted) => {
          asked += 1
          const release = await ports.lock.acquire(...wanted).finally(() => {
            done += 1
          })
          if (!release) return undefined
          done -= 1
          return () => {
            done += 1
            release()
          }
        }
        return { ...ports, lock: { acquire } }
      },
    },
  }
}
