import { OAuthError } from '../errors.js'
import {
  type AuthorizationResponse,
  type ResponsePlace,
  responseParameters,
} from '../messages/authorization-response.js'
import type { Client } from '../messages/registration.js'
import { verifySignedResponse } from '../messages/signed-response.js'
import { systemClock } from '../ports/clock.js'
import { type KeyOptions, withFittingKeys } from './fitting-keys.js'

/**
 * Reads an answer that is signed, and only such a one (JARM §2.4): from the address to which the server sent the user back, or for
 * `form_post` from the body of the form. Pass it to `checkResponse` before believing it. Throws `authorization_response_invalid`, with
 * `reason: 'unsigned'` when nothing is signed; `issuer_mismatch`, `code_missing`, and as `fetchKeys`.
 */
export async function parseSignedResponse(
  client: Client,
  text: string,
  place: ResponsePlace,
  options: KeyOptions = {},
): Promise<AuthorizationResponse> {
  const { clock = systemClock } = options
  const [jwt, ...others] = responseParameters(text, place).getAll('response')
  if (!jwt) throw new OAuthError('authorization_response_invalid', { reason: 'unsigned' })
  if (others.length > 0) throw new OAuthError('authorization_response_invalid', { repeated: 'response' })
  const wall = clock.wall()
  return withFittingKeys(client.server, options, keys => verifySignedResponse(jwt, client, keys, wall))
}
