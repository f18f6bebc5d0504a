import { App } from '@capacitor/app'
import type { Wake } from '@tessera/core/platform'

/** The app's life: asleep when another one is in front or the screen is off, awake when it is back or online again. */
export function appWake(): Wake {
  return {
    listen: ({ asleep, awake }) => {
      const stop = new AbortController()
      addEventListener('online', awake, { signal: stop.signal })
      const listening = [
        App.addListener('appStateChange', ({ isActive }) => (isActive ? awake() : asleep())),
        App.addListener('pause', asleep),
        App.addListener('resume', awake),
      ]
      return () => {
        stop.abort()
        for (const each of listening) each.then(({ remove }) => remove()).catch(() => {})
      }
    },
    online: () => navigator.onLine !== false,
  }
}
