import { OAuthError } from '../errors.js'
import {
  type AuthorizationParameters,
  addressWith,
  authorizationParameters,
} from '../messages/authorization-request.js'
import { throwIfRefused } from '../messages/error-response.js'
import { filled, jsonObject } from '../messages/json.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import type { RequestObject } from '../messages/request-object.js'
import { repeatableRequest } from './repeatable-request.js'
import { authenticatedEndpoints, endpointOf, formRequest, type RequestOptions } from './request.js'

/** What may be set for a request that is pushed. */
export interface PushOptions extends RequestOptions {
  /** Signs it (RFC 9101, RFC 9126 §3). */
  readonly requestObject?: Pick<RequestObject, 'parameters'> | undefined
}

/**
 * Leaves an authorization request with the server, and answers the address to send the user to, which only names it: to be used at
 * once, and once (RFC 9126 §2). Throws as `authorizationRequest`; `client_refused` or `request_refused` as the server says,
 * `authorization_response_invalid` when it does not name the request, and whatever keeps a request from being answered.
 */
export async function pushAuthorizationRequest(
  registration: Registration,
  asked: AuthorizationParameters,
  options: PushOptions = {},
): Promise<string> {
  const address = endpointOf(
    authenticatedEndpoints(registration).pushedAuthorizationRequestEndpoint,
    'pushed_authorization',
  )
  const { requestObject } = options
  const form = await (requestObject?.parameters(registration, asked) ?? authorizationParameters(registration, asked))
  const answer = await repeatableRequest(await formRequest(registration, address, form), options)
  const body = jsonObject(answer.text)
  throwIfRefused(answer, body)
  const { origin, status } = answer
  const requestUri = status < 300 ? filled(body?.request_uri) : undefined
  if (!requestUri) throw new OAuthError('authorization_response_invalid', { origin, status, member: 'request_uri' })
  return addressWith(registration, parameters({ clientId: registration.clientId, requestUri }))
}
