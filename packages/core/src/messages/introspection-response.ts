import { OAuthError } from '../errors.js'
import type { AuthorizationDetail } from '../token-set.js'
import { detailsIn } from './authorization-details.js'
import { filled, isStrings, type JsonObject, jsonObject, present } from './json.js'

/** What an authorization server says of a token (RFC 7662 §2.2). Times are milliseconds since the epoch. */
export type Introspection =
  | { readonly active: false }
  | {
      readonly active: true
      /** Space-separated. */
      readonly scope?: string
      readonly clientId?: string
      readonly subject?: string
      readonly username?: string
      readonly issuer?: string
      readonly audience?: readonly string[]
      readonly tokenType?: string
      /** What the token allows, in more words than its scope has (RFC 9396 §9.2). */
      readonly authorizationDetails?: readonly AuthorizationDetail[]
      readonly expiresAt?: number
      readonly issuedAt?: number
      /** Everything that was said, in the server's own spelling. */
      readonly claims: JsonObject
    }

/** Reads an introspection answer. Throws `introspection_invalid` when it does not say whether the token is active. */
export function parseIntrospection(text: string): Introspection {
  return introspectionOf(jsonObject(text))
}

/** What these claims say of a token. Throws `introspection_invalid` likewise. */
export function introspectionOf(claims: JsonObject | undefined): Introspection {
  if (typeof claims?.active !== 'boolean') throw new OAuthError('introspection_invalid')
  if (!claims.active) return { active: false }
  const { aud } = claims
  return present({
    active: true as const,
    scope: filled(claims.scope),
    clientId: filled(claims.client_id),
    subject: filled(claims.sub),
    username: filled(claims.username),
    issuer: filled(claims.iss),
    audience: typeof aud === 'string' ? [aud] : isStrings(aud) ? aud : undefined,
    tokenType: filled(claims.token_type),
    authorizationDetails: detailsIn(claims.authorization_details),
    expiresAt: moment(claims.exp),
    issuedAt: moment(claims.iat),
    claims,
  })
}

function moment(seconds: unknown): number | undefined {
  return Number.isFinite(seconds) ? Number(seconds) * 1000 : undefined
}
