import type { LatePorts } from '@tessera/core/auth'
import { defaultLimits, randomId, type Store } from '@tessera/core/platform'
import { pageAddressBar } from './address-bar.js'
import { handOver } from './handover.js'
import { redirect } from './redirect.js'
import { webLock } from './web-lock.js'

/** The ports that only signing in and renewing need. */
export function latePorts(store: Store): LatePorts {
  const [userAgent, addressBar] = [redirect(), pageAddressBar()]
  return { lock: webLock(store), userAgent, addressBar, handOver, limits: defaultLimits, realm: randomId() }
}
