import { randomId } from '@tessera/core/platform'

/** What a client was granted, and by whom (RFC 6749 §1.3): where there is no subject, the client stands for itself. */
export interface Granted {
  readonly clientId: string
  readonly subject?: string | undefined
  /** Space-separated. */
  readonly scope: string
  /** Resource indicators (RFC 8707). */
  readonly resources: readonly string[]
}

/** What the server knows of an access token. Times are milliseconds by the server's clock. */
export interface AccessToken extends Granted {
  readonly issuedAt: number
  readonly expiresAt: number
}

export interface AccessTokens {
  /** Milliseconds. */
  readonly lifetime: number
  /** `isAlive` may end it before its time. */
  issue(granted: Granted, isAlive?: () => boolean): string
  /** `undefined` when the token is not, or no longer, good. */
  find(token: string): AccessToken | undefined
  revoke(token: string): void
  expireAll(): void
}

/** Opaque access tokens (RFC 6749 §1.4): what they are worth is known here and nowhere else. */
export function accessTokens(wall: () => number, lifetime: number): AccessTokens {
  const issued = new Map<string, { readonly about: AccessToken; readonly isAlive: () => boolean }>()
  return {
    lifetime,
    issue: ({ clientId, subject, scope, resources }, isAlive = () => true) => {
      const token = `access-${randomId()}`
      const issuedAt = wall()
      const about = { clientId, subject, scope, resources, issuedAt, expiresAt: issuedAt + lifetime }
      issued.set(token, { about, isAlive })
      return token
    },
    find: token => {
      const known = issued.get(token)
      return known?.isAlive() && wall() < known.about.expiresAt ? known.about : undefined
    },
    revoke: token => void issued.delete(token),
    expireAll: () => issued.clear(),
  }
}
