import { OAuthError } from '../errors.js'
import type { TokenSet } from '../token-set.js'
import { type Answered, refusal } from './error-response.js'
import { filled, isStrings, type JsonObject, jsonObject, present } from './json.js'
import { lifetime } from './lifetime.js'
import type { Quirks } from './quirks.js'

/** Tokens as the token endpoint gave them. */
export interface TokenResponse {
  /** Without id_token and user. */
  readonly tokens: TokenSet
  /** The id_token as it came: not verified yet. */
  readonly idToken?: string
  /** What was issued in the place of an access token, as a URI (RFC 8693 §2.2.1). */
  readonly issuedTokenType?: string
}

/** What is known of an answer of the token endpoint before its body is read. */
export interface TokenAnswered extends Answered {
  readonly contentType?: string | undefined
  /** The scope that was asked for: what is granted when the answer does not say (RFC 6749 §5.1). */
  readonly scope?: string | undefined
  /** Wall clock, when the request was sent. */
  readonly receivedAt: number
}

/**
 * Reads an answer of the token endpoint (RFC 6749 §5.1 and §5.2), in the shapes that real servers send: lifetimes as
 * strings, scopes as lists, no `token_type`, form-encoded bodies, any 2xx status, errors with status 200.
 * Throws `grant_refused`, `client_refused`, `request_refused`, `server_failed` or `rate_limited` as the server says,
 * and `token_response_invalid` when there is no access token to be found.
 */
export function parseTokenResponse(answered: TokenAnswered, text: string, quirks: Quirks = {}): TokenResponse {
  const { status, contentType = '', scope, receivedAt, secrets } = answered
  const answer = jsonObject(text) ?? form(text, contentType)
  const body = answer && (quirks.readTokenAnswer?.(answer) ?? answer)
  const granted = body ? ['access_token', 'refresh_token', 'id_token'].map(name => filled(body[name]) ?? '') : []
  const error = refusal({ ...answered, secrets: [...secrets, ...granted] }, body)
  if (error) throw error
  if (!body) throw new OAuthError('token_response_invalid', { status, reason: 'unreadable' })
  const accessToken = filled(body.access_token)
  if (status >= 300 || !accessToken)
    throw new OAuthError('token_response_invalid', { status, reason: accessToken ? 'status' : 'no access_token' })

  const tokens: TokenSet = present({
    accessToken,
    tokenType: tokenType(body.token_type),
    scope: grantedScope(body.scope) ?? scope,
    expiresIn: lifetime(body.expires_in),
    receivedAt,
    refreshToken: filled(body.refresh_token),
    refreshExpiresIn: lifetime(body.refresh_expires_in ?? body.refresh_token_expires_in),
  })
  return present({ tokens, idToken: filled(body.id_token), issuedTokenType: filled(body.issued_token_type) })
}

/** GitHub answers in a form unless it is asked for JSON, others as plain text. */
function form(text: string, contentType: string): JsonObject | undefined {
  if (/json|html|xml/i.test(contentType) || !/^\w+=/.test(text)) return undefined
  return Object.fromEntries(new URLSearchParams(text))
}

/**
 * The authentication scheme of a token. A type that cannot be one, such as "User Access Token", is a name for a bearer
 * token; schemes have no case (RFC 6749 §5.1).
 */
export function tokenType(type: unknown): string {
  const name = filled(type)
  return !name || /^bearer$|[^\w!#$%&'*+.^`|~-]/i.test(name) ? 'Bearer' : name
}

function grantedScope(scope: unknown): string | undefined {
  return filled(isStrings(scope) ? scope.join(' ') : scope)
}
