import type { ClientGround } from './client.js'
import { type AuthorizationParameters, authorizationRequest } from './messages/authorization-request.js'
import type { Registration } from './messages/registration.js'
import { lazy } from './session/lazy.js'

const pushing = lazy(() => import('./endpoints/pushed-authorization.js'))

/** Where to send the user: to an address that says all that is asked, or that only names what the server has (RFC 9126). */
export async function authorizationAddress(
  registered: Registration,
  asked: AuthorizationParameters,
  client: ClientGround,
): Promise<string> {
  const {
    pushedAuthorization = registered.server.requirePushedAuthorizationRequests,
    signedResponse,
    requestObject,
  } = client
  const request: AuthorizationParameters = { ...asked, responseMode: signedResponse && 'jwt' }
  if (pushedAuthorization) return (await pushing()).pushAuthorizationRequest(registered, request, client)
  return requestObject?.address(registered, request) ?? authorizationRequest(registered, request)
}
