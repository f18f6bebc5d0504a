import type { ClientGround } from './client.js'
import {
  type AuthorizationResponse,
  parseAuthorizationResponse,
  type ResponsePlace,
} from './messages/authorization-response.js'
import type { Jwks } from './messages/key-set.js'
import type { Registration } from './messages/registration.js'

interface Ground extends Pick<ClientGround, 'fetch' | 'clock' | 'signedResponse'> {
  readonly keys: Jwks | undefined
  readonly newKeys: () => Promise<Jwks>
}

/** What came back with the user, verified where the application wants it signed. */
export async function authorizationAnswer(
  address: string,
  place: ResponsePlace,
  registered: Registration,
  { signedResponse, ...options }: Ground,
): Promise<AuthorizationResponse> {
  if (!signedResponse) return parseAuthorizationResponse(address, place)
  return signedResponse.parse(registered, address, place, options)
}
