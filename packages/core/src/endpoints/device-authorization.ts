import { OAuthError } from '../errors.js'
import type { AccessParameters } from '../messages/access-parameters.js'
import { type DeviceAuthorization, parseDeviceAuthorization } from '../messages/device-authorization-response.js'
import { throwIfRefused } from '../messages/error-response.js'
import { jsonObject } from '../messages/json.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import { repeatableRequest } from './repeatable-request.js'
import { authenticatedEndpoints, endpointOf, formRequest, type RequestOptions } from './request.js'

/** What a device asks for on behalf of a user. */
export type DeviceAuthorizationParameters = AccessParameters

/**
 * Asks for a code that a user can confirm elsewhere (RFC 8628 §3.1). Throws `endpoint_missing`, `client_refused` or
 * `request_refused` as the server says, as {@link parseDeviceAuthorization}, and whatever keeps a request from being answered.
 */
export async function authorizeDevice(
  registration: Registration,
  { scope, resource, authorizationDetails }: DeviceAuthorizationParameters,
  options: RequestOptions = {},
): Promise<DeviceAuthorization> {
  const address = endpointOf(authenticatedEndpoints(registration).deviceAuthorizationEndpoint, 'device_authorization')
  const form = parameters({ scope, resource, authorizationDetails })
  const answer = await repeatableRequest(await formRequest(registration, address, form), options)
  throwIfRefused(answer, jsonObject(answer.text))
  const { origin, status } = answer
  if (status >= 300) throw new OAuthError('authorization_response_invalid', { origin, status })
  return parseDeviceAuthorization(answer.text)
}
