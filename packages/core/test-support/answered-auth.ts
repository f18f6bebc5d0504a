import { type Auth, type AuthOptions, authOn, type Plugs } from '../src/auth.js'
import { noAddressBar } from '../src/ports/address-bar.js'
import type { Clock } from '../src/ports/clock.js'
import type { Fetch } from '../src/ports/fetch.js'
import { memoryLock } from '../src/ports/lock.js'
import { memoryStore } from '../src/ports/store.js'
import { alwaysAwake } from '../src/ports/wake.js'
import { refreshing } from '../src/refresh-flow.js'
import { defaultLimits } from '../src/session/platform.js'

/** How an Auth in memory asks, and how it is answered. */
export interface Answered {
  readonly options: AuthOptions
  readonly loadFlow: Plugs['loadFlow']
  readonly fetch: Fetch
  readonly clock: Clock
  /** Where an authorization request leads back to. */
  readonly answer: (request: URL) => string | Promise<string>
}

/** An Auth whose user agent comes straight back with the answer of a test. */
export function answeredAuth({ options, loadFlow, fetch, clock, answer }: Answered): Auth {
  const store = memoryStore()
  return authOn(options, {
    ...{ store, lastingStore: store, clock, wake: alwaysAwake, fetch, landedAt: undefined, loadFlow },
    loadLatePorts: async () => ({
      ...{ refreshing, lock: memoryLock(clock), limits: defaultLimits, realm: 'a-realm', addressBar: noAddressBar },
      userAgent: { open: async request => answer(new URL(request)), close: () => {} },
    }),
  })
}
