import { randomId } from '@tessera/core/platform'
import type { Granted } from './access-tokens.js'
import type { Tally } from './counters.js'
import { Refusal } from './refusal.js'

/** What a user granted: the family of all refresh tokens that descend from one sign-in. */
export interface Family extends Granted {
  readonly subject: string
  /** When the user signed in: milliseconds by the server's clock. */
  readonly authTime: number
}

/** What is known of a refresh token. */
export interface RefreshToken {
  readonly family: Family
  /** Milliseconds by the server's clock. */
  readonly spentAt?: number
}

/** Refresh tokens that can be spent once (RFC 9700 §4.14.2). */
export interface Families {
  begin(granted: Family): Family
  /** The next refresh token of a family. */
  issue(family: Family): string
  /** Spends a refresh token of this client. One that comes again after the grace window ends its family. Throws `invalid_grant`. */
  spend(refreshToken: string, clientId: string): Family
  find(refreshToken: string): RefreshToken | undefined
  isAlive(family: Family): boolean
  end(family: Family): void
  /** Ends every family of this user. */
  endAllOf(subject: string): void
}

/** `grace`: how long, in milliseconds, a spent refresh token is still exchanged. The first use begins it. */
export function families(wall: () => number, grace: number, tally: Tally): Families {
  const alive = new Set<Family>()
  const issued = new Map<string, RefreshToken>()

  return {
    begin: family => {
      alive.add(family)
      return family
    },
    issue: family => {
      const token = `refresh-${randomId()}`
      issued.set(token, { family })
      return token
    },
    spend: (refreshToken, clientId) => {
      const known = issued.get(refreshToken)
      if (known?.family.clientId !== clientId)
        throw new Refusal('invalid_grant', 'the refresh token is not of this client')
      if (!alive.has(known.family)) throw new Refusal('invalid_grant', 'the grant has ended')
      if (known.spentAt !== undefined && wall() - known.spentAt >= grace) {
        tally.reuseDetections += 1
        alive.delete(known.family)
        throw new Refusal('invalid_grant', 'the refresh token was spent before')
      }
      if (known.spentAt === undefined) issued.set(refreshToken, { ...known, spentAt: wall() })
      return known.family
    },
    find: refreshToken => issued.get(refreshToken),
    isAlive: family => alive.has(family),
    end: family => void alive.delete(family),
    endAllOf: subject => {
      for (const family of alive) if (family.subject === subject) alive.delete(family)
    },
  }
}
