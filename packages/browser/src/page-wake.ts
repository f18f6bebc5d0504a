import type { Wake } from '@tessera/core/platform'

/** A page's life: asleep when hidden, frozen or put into the back-forward cache, awake when it returns or is online again. */
export function pageWake(): Wake {
  return {
    listen: ({ asleep, awake }) => {
      const stop = new AbortController()
      const hear = ({ type }: Event) =>
        type === 'pagehide' || type === 'freeze' || (type === 'visibilitychange' && document.hidden)
          ? asleep()
          : awake()
      for (const type of ['visibilitychange', 'pagehide', 'pageshow', 'freeze', 'resume', 'online'])
        addEventListener(type, hear, { capture: true, signal: stop.signal })
      return () => stop.abort()
    },
    online: () => navigator.onLine !== false,
  }
}
