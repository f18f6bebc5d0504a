import type { Clock } from '../ports/clock.js'
import type { Lock } from '../ports/lock.js'
import type { Store } from '../ports/store.js'
import type { Wake } from '../ports/wake.js'

/** How long things may take, in milliseconds. */
export interface Limits {
  /** For the lock. */
  readonly lock: number
  /** For an answer of the token endpoint, while the lock is held. An answer that comes later is still taken. */
  readonly request: number
  /** Between storing an intent and sending: a realm that was frozen in between reads again. */
  readonly intent: number
  /** Before a refusal is confirmed: a replica may lag, a displaced holder may still answer. */
  readonly confirm: number
  /** In which a resource that rejects fresh tokens causes no second rotation. */
  readonly rejection: number
}

/** The limits of every platform here. */
export const defaultLimits: Limits = {
  lock: 20_000,
  request: 20_000,
  intent: 2_000,
  confirm: 2_000,
  rejection: 30_000,
}

/** The ports that a rotation stands on. */
export interface Platform {
  readonly store: Store
  readonly lock: Lock
  readonly clock: Clock
  readonly wake: Wake
  readonly limits: Limits
  /** This tab's or process's own random name. */
  readonly realm: string
}
