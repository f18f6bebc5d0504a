import { OAuthError } from '../src/errors.js'
import type { Clock } from '../src/ports/clock.js'
import type { Wanted } from '../src/session/grant-record.js'
import type { Outcome } from '../src/session/obtain.js'
import type { TokenSet } from '../src/token-set.js'
import type { ServerKind } from './schedule.js'

/** Milliseconds for which an access token is accepted. */
export const lifetime = 600_000

/** Milliseconds for which the forgiving kind answers a refresh token again that was spent. */
const grace = 60_000

/** All tokens that came of one sign-in. Reuse of a spent refresh token revokes them together, unless the kind says otherwise. */
export interface Family {
  readonly subject: string
  /** The epoch in which the sign-in began, where the user took no part in it. */
  readonly silentSince: number | undefined
  revoked?: 'reuse detected' | 'by its client' | 'forgotten'
}

interface Refresh {
  readonly family: Family
  spentAt?: number
  /** The access token of a successor was used: the lazy kind forgets the predecessor only then. */
  isSucceeded?: boolean
  isLost?: boolean
}

interface Access {
  readonly family: Family
  readonly want: Wanted
  readonly diesAt: number
  readonly predecessor: Refresh | undefined
}

export interface SignInKind {
  /** Without a refresh token. */
  readonly isBrief?: boolean
  readonly silentSince?: number
}

/** An authorization server that grants what it is asked, as its kind does. */
export interface AuthorizationServer {
  signIn(subject: string, want: Wanted, kind?: SignInKind): TokenSet
  refresh(refreshToken: string, want: Wanted, isForSomebodyElse?: boolean): Outcome
  revoke(token: string): void
  /** A resource accepts it. */
  use(accessToken: string): void
  about(accessToken: string | undefined): Access | undefined
  familyOf(refreshToken: string | undefined): Family | undefined
  /** Whether it would be answered with tokens now. */
  isGood(refreshToken: string | undefined): boolean
  forget(): void
  /** As after a failover: the refresh token that was issued last was never written down. */
  loseNewest(): void
  readonly families: readonly Family[]
}

export function authorizationServer(kind: ServerKind, clock: Clock): AuthorizationServer {
  const refreshTokens = new Map<string, Refresh>()
  const accessTokens = new Map<string, Access>()
  const families: Family[] = []
  let issued = 0

  function grant(family: Family, want: Wanted, predecessor?: Refresh, isBrief = false): TokenSet {
    issued += 1
    const receivedAt = clock.wall()
    const accessToken = `access ${issued}`
    accessTokens.set(accessToken, { family, want, diesAt: clock.monotonic() + lifetime, predecessor })
    const tokens = { accessToken, tokenType: 'Bearer', expiresIn: lifetime, receivedAt, user: { sub: family.subject } }
    if (isBrief || (kind === 'static' && predecessor)) return tokens
    const refreshToken = `refresh ${issued}`
    refreshTokens.set(refreshToken, { family })
    return { ...tokens, refreshToken }
  }

  function isSpent({ spentAt, isSucceeded }: Refresh): boolean {
    if (kind === 'lazy') return isSucceeded === true
    if (kind === 'static' || spentAt === undefined) return false
    return kind === 'strict' || clock.monotonic() - spentAt > grace
  }

  function isGood(refreshToken: string | undefined): boolean {
    const known = refreshTokens.get(refreshToken ?? '')
    return known !== undefined && !known.family.revoked && !known.isLost && !isSpent(known)
  }

  return {
    signIn: (subject, want, { isBrief, silentSince } = {}) => {
      const family = { subject, silentSince }
      families.push(family)
      return grant(family, want, undefined, isBrief)
    },
    refresh: (refreshToken, want, isForSomebodyElse) => {
      const known = refreshTokens.get(refreshToken)
      if (!known || known.isLost || known.family.revoked) return refused()
      if (isSpent(known)) {
        known.family.revoked = 'reuse detected'
        return refused()
      }
      known.spentAt ??= clock.monotonic()
      return { kind: isForSomebodyElse ? 'mismatched' : 'granted', tokens: grant(known.family, want, known) }
    },
    revoke: token => {
      const family = refreshTokens.get(token)?.family ?? accessTokens.get(token)?.family
      if (family) family.revoked ??= 'by its client'
    },
    use: accessToken => {
      const predecessor = accessTokens.get(accessToken)?.predecessor
      if (predecessor) predecessor.isSucceeded = true
    },
    about: accessToken => accessTokens.get(accessToken ?? ''),
    familyOf: refreshToken => refreshTokens.get(refreshToken ?? '')?.family,
    isGood,
    forget: () => {
      for (const family of families) family.revoked ??= 'forgotten'
    },
    loseNewest: () => {
      const newest = [...refreshTokens.values()].at(-1)
      if (newest) newest.isLost = true
    },
    families,
  }
}

export function refused(): Outcome {
  return { kind: 'refused', error: new OAuthError('grant_refused', {}, { serverError: 'invalid_grant' }) }
}
