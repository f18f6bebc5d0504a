import { explain } from '@tessera/core/explain'
import { isOAuthError } from '@tessera/node'

/** What callers are told (RFC 9457), and `fix` for whoever runs the service. */
export interface Problem {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly fix: string
}

/** There was a token, but no order. */
export class ApiFailure extends Error {
  readonly status: number

  constructor(status: number) {
    super(`The resource API answered ${status}.`)
    this.status = status
  }
}

/** What may pass by itself is a 503, so that callers try again. What the service was told wrong is its own fault: a 500. */
export function problemOf(thrown: unknown): Problem {
  if (isOAuthError(thrown)) {
    const { why, fix } = explain[thrown.code]
    return { status: thrown.retryable ? 503 : 500, code: thrown.code, title: why, fix }
  }
  const title = thrown instanceof ApiFailure ? thrown.message : 'The resource API could not be reached.'
  return { status: 502, code: 'api_failed', title, fix: 'Look at the resource API: there was a token for it.' }
}
