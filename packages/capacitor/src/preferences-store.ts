import { Capacitor } from '@capacitor/core'
import { Preferences } from '@capacitor/preferences'
import type { Store } from '@tessera/core/platform'
import { textStore } from './text-store.js'

const notice =
  'Tessera keeps a refresh token in Capacitor’s Preferences, which do not encrypt it. ' +
  "`createAuth({ …, storage: 'secure' })` keeps it in the system’s secure storage. (docs/capacitor.md)"
let isNoticed = false

/**
 * A store in Capacitor's Preferences: `UserDefaults` and `SharedPreferences`. They do not encrypt, and Android acknowledges a
 * write before it is on disk. A debug build of the native app says so once.
 */
export function preferencesStore(): Store {
  const store = textStore({
    read: async key => (await Preferences.get({ key })).value ?? undefined,
    write: (key, value) => Preferences.set({ key, value }),
  })
  return {
    ...store,
    compareAndSwap: (key, expected, next) => {
      if (!isNoticed && Capacitor.DEBUG && holdsRefreshToken(next.sealed)) {
        isNoticed = true
        console.info(notice)
      }
      return store.compareAndSwap(key, expected, next)
    },
  }
}

function holdsRefreshToken(sealed: unknown): boolean {
  return sealed instanceof Object && 'refresh' in sealed && typeof sealed.refresh === 'string'
}
