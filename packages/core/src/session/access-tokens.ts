import type { Clock } from '../ports/clock.js'
import type { AccessToken } from './grant-record.js'

/** Part of a lifetime in which a token is renewed rather than handed out, so that it does not expire on its way. */
export function margin(lifetime: number): number {
  return Math.min(30_000, lifetime / 10)
}

const none = () => 0

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
  /** The token, while it may be handed out, and not after a moment of the monotonic clock. */
  fresh(key: string, until?: number): Held | undefined
  /** The token, while a resource would still accept it. */
  alive(key: string): Held | undefined
  anyAlive(): boolean
}

export function accessTokens(clock: Clock): AccessTokens {
  let held = new Map<string, Held>()

  function lasts(key: string, spare: (lifetime: number) => number, until = Number.POSITIVE_INFINITY): Held | undefined {
    const found = held.get(key)
    const now = clock.monotonic()
    if (!found || now >= until) return undefined
    const { wallAt, expiresIn } = found.token
    if (expiresIn === undefined) return found
    const byWall = clock.wall() - wallAt
    const elapsed = Math.max(byWall, now - found.bornMonotonic)
    const wentBack = byWall < -margin(expiresIn)
    return !wentBack && elapsed < expiresIn - spare(expiresIn) ? found : undefined
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
    fresh: (key, until) => lasts(key, margin, until),
    alive: key => lasts(key, none),
    anyAlive: () => [...held.keys()].some(key => lasts(key, none)),
  }
}
