import { OAuthError } from '../src/errors.js'
import type { Clock } from '../src/ports/clock.js'
import { pause } from '../src/ports/pause.js'
import { type Wanted, wanted } from '../src/session/grant-record.js'
import type { Obtain, Outcome } from '../src/session/obtain.js'
import type { TokenSet } from '../src/token-set.js'

/** What may become of one request. */
export type Fate =
  /** Granted, but the answer never arrives. */
  | 'lost'
  /** Nobody can say what became of it; in truth, nothing. */
  | 'failed'
  /** The server was never reached. */
  | 'unsent'
  | 'misconfigured'
  /** Refused by a replica that does not know the refresh token yet. */
  | 'lagging'
  /** Granted for somebody else. */
  | 'mismatched'
  /** Granted; the refresh token stays as it is, and the answer does not repeat it. */
  | 'kept'
  /** Granted with a refresh token, though the client asked with what it has itself, as with a user's password. */
  | 'refreshable'
  /** Granted; the answer does not say for which scope. */
  | 'unscoped'

/** What the server knows of an access token. */
export interface Issued {
  readonly subject: string
  readonly scope: string | undefined
  readonly resource: string | undefined
}

/** An authorization server whose refresh tokens can be spent once. It revokes the whole family when one is spent again. */
export interface RotatingServer {
  readonly obtain: Obtain
  /** With what the client itself has; there are no refresh tokens, unless it is to be so. */
  readonly obtainAgain: Obtain
  /** Somebody signs in. */
  signIn(want?: Wanted, subject?: string): TokenSet
  /** What becomes of the next requests, one by one. Afterwards, of those that can be, all are granted. */
  next(...fates: readonly Fate[]): void
  /** Forgets what was to become of the next requests, and answers at once. */
  heal(): void
  about(accessToken: string): Issued | undefined
  /** Whether somebody with this refresh token is still welcome. */
  isAlive(refreshToken: string | undefined): boolean
  /** Whether this refresh token was answered before. */
  isSpent(refreshToken: string | undefined): boolean
  /** Whether nobody with this refresh token is welcome any more, nor with another of its family. */
  isRevoked(refreshToken: string | undefined): boolean
  /** Refuses everything that was ever granted. */
  forget(): void
  /** How long after it was spent a refresh token is answered once more (milliseconds). */
  grace: number
  /** How long an answer takes. */
  latency: number
  revocationLatency: number
  /** Of access tokens. */
  lifetime: number | undefined
  /** Why nothing can be sent at all. */
  unprepared: OAuthError | undefined
  canRevoke: boolean
  readonly requests: number
  readonly reuseDetections: number
  /** In the order in which they came. */
  readonly revocations: readonly string[]
}

interface Family {
  readonly subject: string
  revoked: boolean
}

export function rotatingServer(clock: Clock): RotatingServer {
  const refreshTokens = new Map<string, { readonly family: Family; spentAt?: number }>()
  const accessTokens = new Map<string, Issued>()
  const fates: Fate[] = []
  const revocations: string[] = []
  let issued = 0
  let requests = 0
  let reuseDetections = 0

  function grant(family: Family | undefined, { scope, resource }: Wanted): TokenSet {
    issued += 1
    const { lifetime } = server
    const tokens: TokenSet = {
      accessToken: `access ${issued}`,
      tokenType: 'Bearer',
      scope: scope ?? 'everything',
      receivedAt: clock.wall(),
      ...(lifetime === undefined ? {} : { expiresIn: lifetime }),
      ...(family ? { refreshToken: `refresh ${issued}`, user: { sub: family.subject } } : {}),
    }
    accessTokens.set(tokens.accessToken, { subject: family?.subject ?? 'the client', scope, resource })
    if (family) refreshTokens.set(`refresh ${issued}`, { family })
    return tokens
  }

  function spend(refreshToken: string, want: Wanted): Outcome {
    const known = refreshTokens.get(refreshToken)
    if (!known || known.family.revoked) return refused
    if (known.spentAt !== undefined && clock.wall() - known.spentAt > server.grace) {
      reuseDetections += 1
      known.family.revoked = true
      return refused
    }
    known.spentAt ??= clock.wall()
    return { kind: 'granted', tokens: grant(known.family, want) }
  }

  function keep(refreshToken: string, want: Wanted): Outcome {
    const known = refreshTokens.get(refreshToken)
    if (!known || known.family.revoked || known.spentAt !== undefined) return refused
    const { refreshToken: _, ...tokens } = grant(known.family, want)
    return { kind: 'granted', tokens }
  }

  function answer(refreshToken: string | undefined, want: Wanted): Outcome {
    requests += 1
    const fate = fates.shift()
    if (fate === 'failed') return { kind: 'unknown', error: new OAuthError('server_failed') }
    if (fate === 'unsent') return { kind: 'unspent', error: new OAuthError('network_failed', { unsent: true }) }
    if (fate === 'misconfigured') return { kind: 'misconfigured', error: new OAuthError('client_refused') }
    if (fate === 'lagging') return refused
    const family = fate === 'refreshable' ? { subject: 'somebody', revoked: false } : undefined
    if (refreshToken === undefined) return { kind: 'granted', tokens: grant(family, want) }
    if (fate === 'kept') return keep(refreshToken, want)
    const outcome = spend(refreshToken, want)
    if (outcome.kind !== 'granted') return outcome
    if (fate === 'lost') return { kind: 'unknown', error: new OAuthError('network_failed') }
    if (fate === 'mismatched') return { kind: 'mismatched', tokens: outcome.tokens }
    const { scope, ...unscoped } = outcome.tokens
    return fate === 'unscoped' ? { kind: 'granted', tokens: unscoped } : outcome
  }

  function obtain(again: boolean): Obtain {
    return {
      again,
      prepare: async want => {
        if (server.unprepared) throw server.unprepared
        return async refreshToken => {
          const outcome = answer(refreshToken, want)
          if (server.latency > 0) await pause(clock, server.latency)
          return outcome
        }
      },
      revoke: async tokens => {
        if (server.revocationLatency > 0) await pause(clock, server.revocationLatency)
        if (!server.canRevoke) return tokens
        for (const token of tokens) {
          revocations.push(token)
          const known = refreshTokens.get(token)
          if (known) known.family.revoked = true
        }
        return []
      },
    }
  }

  const server: RotatingServer = {
    obtain: obtain(false),
    obtainAgain: obtain(true),
    signIn: (want = wanted(), subject = 'somebody') => grant({ subject, revoked: false }, want),
    next: (...next) => {
      fates.push(...next)
    },
    heal: () => {
      fates.length = 0
      server.latency = 0
    },
    about: accessToken => accessTokens.get(accessToken),
    isAlive: refreshToken => {
      const known = refreshTokens.get(refreshToken ?? '')
      return known !== undefined && !known.family.revoked && known.spentAt === undefined
    },
    isSpent: refreshToken => refreshTokens.get(refreshToken ?? '')?.spentAt !== undefined,
    isRevoked: refreshToken => refreshTokens.get(refreshToken ?? '')?.family.revoked === true,
    forget: () => {
      for (const { family } of refreshTokens.values()) family.revoked = true
    },
    grace: -1,
    latency: 0,
    revocationLatency: 0,
    lifetime: 3_600_000,
    unprepared: undefined,
    canRevoke: true,
    get requests() {
      return requests
    },
    get reuseDetections() {
      return reuseDetections
    },
    revocations,
  }
  return server
}

const refused: Outcome = {
  kind: 'refused',
  error: new OAuthError('grant_refused', {}, { serverError: 'invalid_grant' }),
}
