import type { LatePorts } from '@tessera/core/auth'
import { defaultLimits, lazy, randomId, type Store } from '@tessera/core/platform'
import { pageAddressBar } from './address-bar.js'
import { redirect } from './redirect.js'
import { webLock } from './web-lock.js'

const handover = lazy(() => import('./handover.js'))

/** The ports that only signing in and renewing need. */
export function latePorts(store: Store): LatePorts {
  const [userAgent, addressBar] = [redirect(), pageAddressBar()]
  return {
    ...{ lock: webLock(store), userAgent, addressBar, limits: defaultLimits, realm: randomId() },
    handOver: async (...answer) => (await handover()).handOver(...answer),
  }
}
