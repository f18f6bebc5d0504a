import { present } from '../messages/json.js'
import type { Registration } from '../messages/registration.js'
import { parseTokenResponse, type TokenResponse } from '../messages/token-response.js'
import { systemClock } from '../ports/clock.js'
import { systemFetch } from '../ports/fetch.js'
import { authenticatedEndpoints, endpointOf, exchange, formRequest, type RequestOptions } from './request.js'

/**
 * Asks the token endpoint, once: what is spent by asking is never sent again by itself (RFC 6749 §3.2).
 * Throws as {@link parseTokenResponse}; `network_failed`, `timed_out` and `redirect_refused` when there is no answer;
 * `endpoint_missing` and `insecure_url` before anything is sent.
 */
export async function requestToken(
  registration: Registration,
  parameters: URLSearchParams,
  options: RequestOptions = {},
): Promise<TokenResponse> {
  const { fetch = systemFetch, clock = systemClock } = options
  const address = endpointOf(authenticatedEndpoints(registration).tokenEndpoint, 'token')
  const outgoing = await formRequest(registration, address, parameters)
  const receivedAt = clock.wall()
  const answer = await exchange(outgoing, options, fetch)
  const scope = parameters.get('scope') ?? undefined
  const granted = parseTokenResponse({ ...answer, scope, receivedAt }, answer.text, registration.quirks)
  return present({ ...granted, ahead: answer.ahead })
}
