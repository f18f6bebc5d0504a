import ky, { isHTTPError } from 'ky'
import { retryAfter } from '../messages/error-response.js'
import { systemClock } from '../ports/clock.js'
import { systemFetch } from '../ports/fetch.js'
import { type Answer, exchange, type Outgoing, type RequestOptions } from './request.js'

const worthRepeating: readonly number[] = [408, 429, 500, 502, 503, 504]
const longestPause = 5_000

/**
 * A request that does no harm when it is made again: up to three attempts, each with credentials of its own, as slowly as the
 * server asks. Throws as {@link exchange}, or `credential_unavailable`.
 */
export function repeatableRequest(outgoing: Outgoing, options: RequestOptions = {}): Promise<Answer> {
  const { fetch = systemFetch, clock = systemClock } = options
  const secrets = [...outgoing.secrets]
  let first: Outgoing | undefined = outgoing

  async function attempt(address: string, init: RequestInit): Promise<Response> {
    const next = first ?? (await outgoing.again())
    first = undefined
    secrets.push(...next.secrets)
    return fetch(address, { ...init, ...next.init })
  }

  // What is sent is made anew for each attempt; ky takes it for a GET, which it repeats.
  return exchange({ ...outgoing, secrets }, options, (address, init = {}) =>
    ky(address, {
      fetch: async () => withoutBody(await attempt(address, init)),
      signal: init.signal ?? null,
      timeout: false,
      throwHttpErrors: status => worthRepeating.includes(status),
      retry: {
        limit: 2,
        jitter: true,
        statusCodes: [...worthRepeating],
        shouldRetry: ({ error }) => soon(error, clock.wall()),
      },
    }).catch(lastAnswer),
  )
}

/** False when the server wants a longer pause than a caller should wait. */
function soon(error: Error, wall: number): false | undefined {
  const pause = isHTTPError(error) ? retryAfter(error.response.headers.get('retry-after'), wall) : undefined
  return pause !== undefined && pause > longestPause ? false : undefined
}

function lastAnswer(thrown: unknown): Response {
  if (!isHTTPError(thrown)) throw thrown
  return thrown.response
}

/** What is worth repeating says nothing else of use, and its body might never end. */
function withoutBody(response: Response): Response {
  const { status, headers } = response
  if (!worthRepeating.includes(status)) return response
  void response.body?.cancel().catch(() => {})
  return new Response(null, { status, headers })
}
