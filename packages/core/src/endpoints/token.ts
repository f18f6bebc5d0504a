import { present } from '../messages/json.js'
import type { Registration } from '../messages/registration.js'
import { parseTokenResponse, type TokenResponse } from '../messages/token-response.js'
import { systemClock } from '../ports/clock.js'
import { type Fetch, systemFetch } from '../ports/fetch.js'
import { authenticatedEndpoints, endpointOf, exchange, formRequest, type RequestOptions } from './request.js'

/**
 * Asks the token endpoint, once: what is spent by asking is never sent again by itself (RFC 6749 §3.2), unless the server
 * refused nothing but the proof that came with it (RFC 9449 §8).
 * Throws as {@link parseTokenResponse}; `network_failed`, `timed_out` and `redirect_refused` when there is no answer;
 * `endpoint_missing` and `insecure_url` before anything is sent; `token_unbound` as `registration.proof` says.
 */
export async function requestToken(
  registration: Registration,
  parameters: URLSearchParams,
  options: RequestOptions = {},
): Promise<TokenResponse> {
  const { fetch = systemFetch, clock = systemClock } = options
  const address = endpointOf(authenticatedEndpoints(registration).tokenEndpoint, 'token')
  const receivedAt = clock.wall()
  const attempt = async (send: Fetch) => exchange(await formRequest(registration, address, parameters), options, send)
  const answer = await (registration.proof?.ask(attempt, fetch) ?? attempt(fetch))
  const scope = parameters.get('scope') ?? undefined
  const granted = parseTokenResponse({ ...answer, scope, receivedAt }, answer.text, registration.quirks)
  return present({ ...granted, ahead: answer.ahead })
}
