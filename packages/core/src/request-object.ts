import { provided } from './endpoints/provided.js'
import { addressWith, authorizationParameters } from './messages/authorization-request.js'
import type { RequestObject, RequestObjectOptions } from './messages/request-object.js'
import type { SigningKey } from './messages/signing-key.js'
import { lazy } from './session/lazy.js'

export type { RequestObject, RequestObjectOptions } from './messages/request-object.js'
export type { PlatformKey, PrivateJwk, Signer, SigningKey } from './messages/signing-key.js'

const signing = lazy(() => import('./messages/request-object.js'))

/**
 * Signs authorization requests with the client's own key (RFC 9101), so that nobody on the way can change one: give it to `createAuth`
 * or `pushAuthorizationRequest` as `requestObject`, or use its `address` by hand. What signs is loaded with the first request.
 */
export function requestObject(key: SigningKey, options: RequestObjectOptions = {}): RequestObject {
  const made: RequestObject = {
    parameters: async (client, asked) => {
      const said = authorizationParameters(client, asked)
      const { signedParameters } = await signing()
      return provided('requestObject', () => signedParameters(client, said, key, options))
    },
    address: async (client, asked) => addressWith(client, await made.parameters(client, asked)),
  }
  return made
}
