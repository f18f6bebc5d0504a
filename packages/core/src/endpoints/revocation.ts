import { OAuthError } from '../errors.js'
import { throwIfRefused } from '../messages/error-response.js'
import { jsonObject } from '../messages/json.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import { repeatableRequest } from './repeatable-request.js'
import { authenticatedEndpoints, endpointOf, formRequest, type RequestOptions } from './request.js'

/** Which kind a token is (RFC 7009 §2.1): spares the server a search. */
export type TokenHint = 'access_token' | 'refresh_token'

/**
 * Makes a token worthless (RFC 7009 §2); one that already is counts as revoked. The request outlives its page.
 * Throws `endpoint_missing` when the server revokes nothing, `client_refused` or `request_refused` as it says, and
 * whatever keeps a request from being answered.
 */
export async function revokeToken(
  registration: Registration,
  token: string,
  hint?: TokenHint,
  options: RequestOptions = {},
): Promise<void> {
  const address = endpointOf(authenticatedEndpoints(registration).revocationEndpoint, 'revocation')
  const form = parameters({ token, tokenTypeHint: hint })
  const answer = await repeatableRequest(await formRequest(registration, address, form, { keepalive: true }), options)
  throwIfRefused(answer, jsonObject(answer.text))
  if (answer.status >= 300) throw new OAuthError('request_refused', { origin: answer.origin, status: answer.status })
}
