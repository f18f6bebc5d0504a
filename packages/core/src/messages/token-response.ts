import { OAuthError } from '../errors.js'
import type { TokenSet } from '../token-set.js'
import { accessTokenIn, accessTokenType } from './access-token.js'
import { detailsIn } from './authorization-details.js'
import { type Answered, throwIfRefused } from './error-response.js'
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
  /** Milliseconds by which this machine's clock is ahead of the server's, where the server told the time. */
  readonly ahead?: number
}

/** What is known of an answer of the token endpoint before its body is read. */
export interface TokenAnswered extends Answered {
  readonly contentType?: string | undefined
  /** The scope that was asked for: what is granted when the answer does not say (RFC 6749 §5.1). */
  readonly scope?: string | undefined
  /** Wall clock: when the request was sent, not when it was answered, so that no lifetime is overrated. */
  readonly receivedAt: number
}

/**
 * Reads an answer of the token endpoint (RFC 6749 §5.1 and §5.2), in the shapes that real servers send: lifetimes as
 * strings, scopes as lists, no `token_type`, form-encoded bodies, any 2xx status, errors with status 200.
 * Throws `grant_refused`, `client_refused`, `request_refused`, `server_failed` or `rate_limited` as the server says,
 * and `token_response_invalid` when there is no access token to be found, or one of a type that nobody here speaks (§7.1).
 */
export function parseTokenResponse(answered: TokenAnswered, text: string, quirks: Quirks = {}): TokenResponse {
  const { status, contentType = '', scope, receivedAt, secrets } = answered
  const answer = jsonObject(text) ?? form(text, contentType)
  const body = answer && (quirks.readTokenAnswer?.(answer) ?? answer)
  const granted = body ? ['access_token', 'refresh_token', 'id_token'].map(name => filled(body[name]) ?? '') : []
  throwIfRefused({ ...answered, secrets: [...secrets, ...granted] }, body)
  if (!body) throw new OAuthError('token_response_invalid', { status, reason: 'unreadable' })
  const accessToken = accessTokenIn(body.access_token)
  const type = accessTokenType(body.token_type)
  if (status >= 300 || !accessToken || !type) {
    const reason = !accessToken ? 'no access_token' : type ? 'status' : 'token_type'
    throw new OAuthError('token_response_invalid', { status, reason })
  }

  const tokens: TokenSet = present({
    accessToken,
    tokenType: type,
    scope: grantedScope(body.scope) ?? scope,
    authorizationDetails: detailsIn(body.authorization_details),
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

function grantedScope(scope: unknown): string | undefined {
  return filled(isStrings(scope) ? scope.join(' ') : scope)
}
