import { asOAuthError, type ErrorCode, type OAuthError } from '../errors.js'
import type { TokenSet } from '../token-set.js'
import type { Secrets, Wanted } from './grant-record.js'

/** What became of a request for tokens, as rotation needs to know it. */
export type Outcome =
  | { readonly kind: 'granted'; readonly tokens: TokenSet }
  /** Granted, but for somebody else or by somebody else. */
  | { readonly kind: 'mismatched'; readonly tokens: TokenSet }
  /** The refresh token was certainly not spent. */
  | { readonly kind: 'unspent'; readonly error: OAuthError }
  /** Nothing will change until somebody mends the client or the server. */
  | { readonly kind: 'misconfigured'; readonly error: OAuthError }
  /** Nobody can say whether the refresh token was spent. */
  | { readonly kind: 'unknown'; readonly error: OAuthError }
  | { readonly kind: 'refused'; readonly error: OAuthError }

/** Sends one request and never rejects. Without a refresh token it asks with what the client itself has. */
export type Send = (refreshToken: string | undefined, secrets: Secrets) => Promise<Outcome>

/** How the tokens of one grant are obtained. Rotation knows no more of a grant than this. */
export interface Obtain {
  /** Whether tokens can be asked for without a refresh token, as with client credentials. */
  readonly again: boolean
  /** Does all that can fail locally. Rejects before anything is spent. */
  prepare(want: Wanted): Promise<Send>
  /** Revokes tokens (RFC 7009) in this order and answers those left over. Never rejects. */
  revoke(tokens: readonly string[]): Promise<readonly string[]>
}

/** What a failure says of the refresh token, by its code; what is not listed is `unknown`. docs/decision-table.md is lived through by it. */
const meanings: Readonly<
  Partial<Record<ErrorCode | 'unsent', Exclude<Outcome, { readonly tokens: TokenSet }>['kind']>>
> = {
  grant_refused: 'refused',
  client_refused: 'misconfigured',
  request_refused: 'misconfigured',
  redirect_refused: 'misconfigured',
  endpoint_missing: 'misconfigured',
  insecure_url: 'misconfigured',
  rate_limited: 'unspent',
  unsent: 'unspent',
}

/** What a failed request for tokens means (RFC 6749 §5.2). */
export function outcomeOf(thrown: unknown): Outcome {
  const error = asOAuthError(thrown, 'token_response_invalid')
  return { kind: meanings[error.facts.unsent ? 'unsent' : error.code] ?? 'unknown', error }
}
