import type { Clock } from '../ports/clock.js'
import type { AccessToken } from './grant-record.js'

/** Part of a lifetime in which a token is renewed rather than handed out, so that it does not expire on its way. */
export function margin(lifetime: number): number {
  return Math.min(30_000, lifetime / 10)
}

export interface Held {
  readonly token: AccessToken
  /** The same promise for every caller: a fresh token costs one `await`. */
  readonly answer: Promise<string>
  readonly bornMonotonic: number
}

/** The access tokens that this realm knows, and how old they are by both clocks. */
export interface AccessTokens {
  /** Replaces what is known. */
  hold(tokens: Readonly<Record<string, AccessToken>>): void
  /** The token, while it may be handed out. */
  fresh(key: string): Held | undefined
  /** The token, while a resource would still accept it. */
  alive(key: string): Held | undefined
  anyAlive(): boolean
}

export function accessTokens(clock: Clock): AccessTokens {
  let held = new Map<string, Held>()

  function lasts(key: string, share: (lifetime: number) => number): Held | undefined {
    const found = held.get(key)
    if (!found) return undefined
    const { wallAt, expiresIn } = found.token
    if (expiresIn === undefined) return found
    const byWall = clock.wall() - wallAt
    const elapsed = Math.max(byWall, clock.monotonic() - found.bornMonotonic)
    const wentBack = byWall < -margin(expiresIn)
    return elapsed < share(expiresIn) && !wentBack ? found : undefined
  }

  return {
    hold: tokens => {
      const previous = held
      held = new Map()
      for (const [key, token] of Object.entries(tokens)) {
        const known = previous.get(key)
        if (known?.token.token === token.token) held.set(key, known)
        else {
          const elapsed = Math.max(0, clock.wall() - token.wallAt)
          held.set(key, { token, answer: Promise.resolve(token.token), bornMonotonic: clock.monotonic() - elapsed })
        }
      }
    },
    fresh: key => lasts(key, lifetime => lifetime - margin(lifetime)),
    alive: key => lasts(key, lifetime => lifetime),
    anyAlive: () => [...held.keys()].some(key => lasts(key, lifetime => lifetime)),
  }
}
