import { createHash, randomBytes } from 'node:crypto'

/** What was granted to a client. Its tokens are one family: they are revoked together. */
export interface Grant {
  readonly id: string
  readonly clientId: string
  /** The user, or the client itself where no user is involved. */
  readonly subject: string
  readonly scopes: readonly string[]
}

export interface AccessToken {
  readonly grant: Grant
  readonly scopes: readonly string[]
  /** Both by the wall clock, in milliseconds. */
  readonly issuedAt: number
  readonly expiresAt: number
}

interface RefreshToken {
  readonly grant: Grant
  /** Wall clock, milliseconds. */
  readonly spentAt?: number
}

interface Code {
  readonly grant: Grant
  readonly redirectUri: string
  /** RFC 7636 §4.2, always S256. */
  readonly codeChallenge: string
  readonly expiresAt: number
}

/** What a code must be exchanged with (RFC 6749 §4.1.3, RFC 7636 §4.6). */
export interface CodeProof {
  readonly clientId: string
  readonly redirectUri: string
  readonly codeVerifier: string
}

/** Every code and token that was issued, in memory. All of them are opaque. */
export interface TokenBook {
  begin(clientId: string, subject: string, scopes: readonly string[]): Grant
  issueCode(grant: Grant, redirectUri: string, codeChallenge: string): string
  /** A code works once. */
  exchangeCode(code: string, proof: CodeProof): Grant | undefined
  issueAccessToken(grant: Grant, scopes?: readonly string[]): string
  issueRefreshToken(grant: Grant): string
  /** Whose refresh token it is or was. */
  findRefreshToken(token: string): Grant | undefined
  /** A refresh token that comes again after its grace window ends its grant. */
  spendRefreshToken(token: string, clientId: string): Grant | undefined
  findAccessToken(token: string): AccessToken | undefined
  /** Ends the grant of a client's access or refresh token (RFC 7009 §2.1). */
  revoke(token: string, clientId: string): void
}

export interface TokenBookOptions {
  readonly accessTokenSeconds: () => number
  /** How long a spent refresh token is still exchanged. */
  readonly graceSeconds: () => number
  readonly tally: { graceUses: number; reuseDetections: number }
}

const codeSeconds = 60

export function tokenBook({ accessTokenSeconds, graceSeconds, tally }: TokenBookOptions): TokenBook {
  const codes = new Map<string, Code>()
  const accessTokens = new Map<string, AccessToken>()
  const refreshTokens = new Map<string, RefreshToken>()
  const ended = new Set<string>()

  return {
    begin: (clientId, subject, scopes) => ({ id: random(), clientId, subject, scopes }),

    issueCode(grant, redirectUri, codeChallenge) {
      return keep(codes, { grant, redirectUri, codeChallenge, expiresAt: Date.now() + codeSeconds * 1000 })
    },

    exchangeCode(code, { clientId, redirectUri, codeVerifier }) {
      const found = codes.get(code)
      codes.delete(code)
      if (!found || found.expiresAt <= Date.now() || found.grant.clientId !== clientId) return undefined
      return found.redirectUri === redirectUri && found.codeChallenge === s256(codeVerifier) ? found.grant : undefined
    },

    issueAccessToken(grant, scopes = grant.scopes) {
      const issuedAt = Date.now()
      return keep(accessTokens, { grant, scopes, issuedAt, expiresAt: issuedAt + accessTokenSeconds() * 1000 })
    },

    issueRefreshToken: grant => keep(refreshTokens, { grant }),

    findRefreshToken: token => refreshTokens.get(token)?.grant,

    spendRefreshToken(token, clientId) {
      const found = refreshTokens.get(token)
      if (!found || found.grant.clientId !== clientId || ended.has(found.grant.id)) return undefined
      const { grant, spentAt } = found
      if (spentAt === undefined) {
        refreshTokens.set(token, { grant, spentAt: Date.now() })
      } else if (Date.now() - spentAt < graceSeconds() * 1000) {
        tally.graceUses += 1
      } else {
        tally.reuseDetections += 1
        ended.add(grant.id)
        return undefined
      }
      return grant
    },

    findAccessToken(token) {
      const found = accessTokens.get(token)
      return found && found.expiresAt > Date.now() && !ended.has(found.grant.id) ? found : undefined
    },

    revoke(token, clientId) {
      const { grant } = refreshTokens.get(token) ?? accessTokens.get(token) ?? {}
      if (grant?.clientId === clientId) ended.add(grant.id)
    },
  }
}

function keep<T>(all: Map<string, T>, entry: T): string {
  const name = random()
  all.set(name, entry)
  return name
}

function random(): string {
  return randomBytes(24).toString('base64url')
}

function s256(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('base64url')
}
