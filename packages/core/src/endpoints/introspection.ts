import { OAuthError } from '../errors.js'
import { throwIfRefused } from '../messages/error-response.js'
import { type Introspection, parseIntrospection } from '../messages/introspection-response.js'
import { jsonObject } from '../messages/json.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import { repeatableRequest } from './repeatable-request.js'
import { authenticatedEndpoints, endpointOf, formRequest, type RequestOptions } from './request.js'

/**
 * Asks what a token is worth (RFC 7662 §2).
 * Throws `endpoint_missing`, `client_refused` when this client may not ask, `introspection_invalid` when the answer
 * does not say, and whatever keeps a request from being answered.
 */
export async function introspectToken(
  registration: Registration,
  token: string,
  options: RequestOptions = {},
): Promise<Introspection> {
  return parseIntrospection(await introspectionAnswer(registration, token, 'application/json', options))
}

/** The text of an answer that is of this media type if the server has it. */
export async function introspectionAnswer(
  registration: Registration,
  token: string,
  accept: string,
  options: RequestOptions,
): Promise<string> {
  const address = endpointOf(authenticatedEndpoints(registration).introspectionEndpoint, 'introspection')
  const request = await formRequest(registration, address, parameters({ token }), { accept })
  const answer = await repeatableRequest(request, options)
  throwIfRefused(answer, jsonObject(answer.text))
  const { origin, status } = answer
  if (status === 401) throw new OAuthError('client_refused', { origin, status })
  if (status >= 300) throw new OAuthError('introspection_invalid', { origin, status })
  return answer.text
}
