/** Every code of an `OAuthError`. The sentences that explain a code stand in `explain`. */
export type ErrorCode =
  | 'invalid_options'
  | 'insecure_url'
  | 'insecure_context'
  | 'no_browser'
  | 'plugin_missing'
  | 'code_not_loaded'
  | 'offline'
  | 'credential_unavailable'
  | 'network_failed'
  | 'timed_out'
  | 'redirect_refused'
  | 'answer_too_large'
  | 'server_failed'
  | 'rate_limited'
  | 'discovery_invalid'
  | 'issuer_mismatch'
  | 'endpoint_missing'
  | 'keys_invalid'
  | 'popup_blocked'
  | 'browser_not_shown'
  | 'sign_in_cancelled'
  | 'sign_in_loop'
  | 'authorization_refused'
  | 'authorization_response_invalid'
  | 'state_unknown'
  | 'code_missing'
  | 'grant_refused'
  | 'client_refused'
  | 'request_refused'
  | 'token_response_invalid'
  | 'userinfo_invalid'
  | 'introspection_invalid'
  | 'token_unbound'
  | 'id_token_missing'
  | 'id_token_invalid'
  | 'not_signed_in'
  | 'session_ended'
  | 'token_unavailable'
  | 'token_rejected'
  | 'step_up_required'
  | 'lock_timeout'
  | 'storage_failed'
  | 'storage_newer'
  | 'undeclared_origin'

/** What an error may tell: names, numbers and addresses without queries. Never a token, a code or a secret. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>

const retryable: ReadonlySet<ErrorCode> = new Set([
  'code_not_loaded',
  'offline',
  'credential_unavailable',
  'network_failed',
  'timed_out',
  'answer_too_large',
  'server_failed',
  'rate_limited',
  'token_response_invalid',
  'lock_timeout',
  'storage_failed',
])

/** The one error class: a code to switch on, safe facts, and where the code is explained: a page that lies in this package, too. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  readonly code: ErrorCode
  readonly facts: Facts
  /** The authorization server's own `error` word, when it sent one (RFC 6749 §4.1.2.1 and §5.2). */
  readonly serverError: string | undefined
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean

  constructor(code: ErrorCode, facts: Facts = {}, options: { cause?: unknown; serverError?: string | undefined } = {}) {
    const told = Object.entries(facts).map(([name, value]) => value !== undefined && `${name}=${value}`)
    super([code, options.serverError, ...told, `(docs/errors.md#${code})`].filter(Boolean).join(' '), options)
    this.code = code
    this.facts = facts
    this.serverError = options.serverError
    this.retryable = retryable.has(code)
  }
}

/** Whether a thrown value is an {@link OAuthError}, also one from another copy of the library. */
export function isOAuthError(thrown: unknown): thrown is OAuthError {
  return thrown instanceof Error && 'facts' in thrown
}

/** The thrown value if it is ours, otherwise an {@link OAuthError} of this code that keeps it as its cause. */
export function asOAuthError(thrown: unknown, code: ErrorCode, facts?: Facts): OAuthError {
  return isOAuthError(thrown) ? thrown : new OAuthError(code, facts, { cause: thrown })
}
