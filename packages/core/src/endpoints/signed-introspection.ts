import { OAuthError } from '../errors.js'
import type { Introspection } from '../messages/introspection-response.js'
import { jsonObject } from '../messages/json.js'
import type { Registration } from '../messages/registration.js'
import { verifyIntrospection } from '../messages/signed-introspection-response.js'
import { systemClock } from '../ports/clock.js'
import { type KeyOptions, withFittingKeys } from './fitting-keys.js'
import { introspectionAnswer } from './introspection.js'

/**
 * Asks what a token is worth, and takes an answer only if it is signed for this client (RFC 9701), so that it can be kept as proof.
 * Throws as `introspectToken` and `fetchKeys`; `introspection_invalid` tells the `claim` that is wrong, or that the answer is
 * `unsigned`: then the server has to be told that this client wants it signed.
 */
export async function introspectTokenSigned(
  registration: Registration,
  token: string,
  options: KeyOptions = {},
): Promise<Introspection> {
  const { clock = systemClock } = options
  const answer = await introspectionAnswer(registration, token, 'application/token-introspection+jwt', options)
  if (jsonObject(answer)) throw new OAuthError('introspection_invalid', { reason: 'unsigned' })
  const wall = clock.wall()
  return withFittingKeys(registration.server, options, keys => verifyIntrospection(answer, registration, keys, wall))
}
