import { type ErrorCode, type Facts, OAuthError } from '../errors.js'
import { httpDate } from './http-date.js'
import { filled, type JsonObject } from './json.js'
import { harmless } from './server-words.js'

/** What is known of an HTTP answer before its body is read. */
export interface Answered {
  readonly origin?: string | undefined
  readonly status: number
  /** Milliseconds, from {@link retryAfter}. */
  readonly retryAfter?: number | undefined
  /** What must not appear in an error. */
  readonly secrets: readonly string[]
}

const meanings: Readonly<Record<string, ErrorCode>> = {
  invalid_grant: 'grant_refused',
  invalid_client: 'client_refused',
  unauthorized_client: 'client_refused',
  invalid_request: 'request_refused',
  invalid_scope: 'request_refused',
  invalid_target: 'request_refused',
  unsupported_grant_type: 'request_refused',
  server_error: 'server_failed',
  temporarily_unavailable: 'server_failed',
  slow_down: 'rate_limited',
}

/**
 * The failure that an answer tells of, or `undefined` when it tells of none: the server's `error` word first
 * (RFC 6749 §5.2), then the status, so that a word is believed whatever status it came with.
 */
export function refusal(
  { origin, status, retryAfter, secrets }: Answered,
  body: JsonObject | undefined,
): OAuthError | undefined {
  const word = filled(body?.error)
  const known = meaning(word)
  const code = known ?? unavailable(status) ?? (word && 'request_refused')
  if (!code) return undefined
  const description = harmless(body?.error_description, secrets)
  const facts: Facts = { origin, status, description, retryAfter }
  return new OAuthError(code, facts, { serverError: known ? word : harmless(word, secrets) })
}

/** Throws the failure that an answer tells of, if it tells of one. */
export function throwIfRefused(answered: Answered, body?: JsonObject): void {
  const error = refusal(answered, body)
  if (error) throw error
}

function meaning(word: string | undefined): ErrorCode | undefined {
  return word !== undefined && Object.hasOwn(meanings, word) ? meanings[word] : undefined
}

function unavailable(status: number): ErrorCode | undefined {
  if (status === 429) return 'rate_limited'
  return status >= 500 ? 'server_failed' : undefined
}

/** How long to wait, in milliseconds, from a Retry-After header: seconds or an HTTP date (RFC 9110 §10.2.3). */
export function retryAfter(header: string | null, wall: number): number | undefined {
  if (!header) return undefined
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : httpDate(header) - wall
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined
}
