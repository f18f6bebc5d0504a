import type { LatePorts, Plugs, SignInOptions } from '@tessera/core/auth'
import { defaultLimits, lazy, randomId, type Store, systemClock, type UserAgent } from '@tessera/core/platform'
import { refreshing } from '@tessera/core/refresh-flow'
import { pageAddressBar } from './address-bar.js'
import { webLock } from './web-lock.js'

export { sealedWrite } from './sealed-write.js'

// Whatever else is loaded later is loaded from here, so that a bundler can tell that it finds there what it shares with renewing.
const leaving = lazy(() => import('./redirect.js'))
const userAgents = lazy(() => import('./user-agents.js'))

/** What only signing in, renewing and signing out need. Whoever only renews never leaves: what that takes is loaded a while later. */
export function latePorts(store: Store): LatePorts {
  systemClock.after(1_000, () => leaving().catch(() => {}), true)
  return {
    refreshing,
    lock: webLock(store),
    addressBar: pageAddressBar(),
    limits: defaultLimits,
    realm: randomId(),
    userAgent: { open: async (...asked) => (await leaving()).redirect().open(...asked), close: () => {} },
    handOver: async (...answer) => (await userAgents()).handOver(...answer),
  }
}

/** Loads the authorization code grant. */
export const codeFlow: Plugs['loadFlow'] = async () => (await import('@tessera/core/code-flow')).codeFlow

/** Another user agent than this page, which a window may have been opened for. */
export async function otherUserAgent(asked: SignInOptions, opened: Window | null): Promise<UserAgent> {
  return (await userAgents()).otherUserAgent(asked, opened)
}
