import type { LatePorts } from '@tessera/core/auth'
import { defaultLimits, lazy, randomId, type Store, systemClock } from '@tessera/core/platform'
import { pageAddressBar } from './address-bar.js'
import { webLock } from './web-lock.js'

const leaving = lazy(() => import('./redirect.js'))
const handover = lazy(() => import('./handover.js'))

/** The ports that only signing in and renewing need. Whoever only renews never leaves: what that takes is loaded a while later. */
export function latePorts(store: Store): LatePorts {
  systemClock.after(1_000, () => leaving().catch(() => {}), true)
  return {
    ...{ lock: webLock(store), addressBar: pageAddressBar(), limits: defaultLimits, realm: randomId() },
    userAgent: { open: async (...asked) => (await leaving()).redirect().open(...asked), close: () => {} },
    handOver: async (...answer) => (await handover()).handOver(...answer),
  }
}
