import type { Plugs } from '@tessera/core/auth'
import type { Entry } from '@tessera/core/platform'

/** The same page without one of the things that keep its sessions, to show that the harness would notice. */
export function sabotaged(path: string, plugs: Plugs): Plugs {
  if (path.includes('without-lock')) return withoutLock(plugs)
  if (path.includes('without-reading-again')) return withoutReadingAgain(plugs)
  return plugs
}

function withoutLock(plugs: Plugs): Plugs {
  const loadLatePorts = async () => ({ ...(await plugs.loadLatePorts()), lock: { acquire: async () => () => {} } })
  return { ...plugs, loadLatePorts }
}

/** Each realm goes on with what it has read or written itself. */
function withoutReadingAgain(plugs: Plugs): Plugs {
  const { store } = plugs
  const remembered = new Map<string, Entry | undefined>()
  return {
    ...plugs,
    store: {
      ...store,
      get: async key => {
        if (!remembered.get(key)) remembered.set(key, await store.get(key))
        return remembered.get(key)
      },
      compareAndSwap: async (key, _expected, next) => {
        const { version = 0 } = (await store.get(key)) ?? {}
        remembered.set(key, next)
        return store.compareAndSwap(key, version, next)
      },
    },
  }
}
