import { OAuthError } from '../errors.js'
import { jsonObject } from '../messages/json.js'
import type { Client } from '../messages/registration.js'
import { verifyUserinfo } from '../messages/signed-userinfo-response.js'
import type { User } from '../token-set.js'
import { type KeyOptions, withFittingKeys } from './fitting-keys.js'
import { type UserinfoParameters, userinfoAnswer } from './userinfo.js'

/**
 * Asks who the user is, and takes an answer only if it is signed for this client (OpenID Connect Core §5.3.2), so that it can be kept as
 * proof. Throws as `fetchUserinfo` and `fetchKeys`; `userinfo_invalid` tells the `claim` that is wrong, or that the answer is `unsigned`:
 * then the server has to be told that this client wants it signed.
 */
export async function fetchSignedUserinfo(
  client: Client,
  { accessToken, subject }: UserinfoParameters,
  options: KeyOptions = {},
): Promise<User> {
  const answer = await userinfoAnswer(client, accessToken, 'application/jwt', options)
  if (jsonObject(answer)) throw new OAuthError('userinfo_invalid', { reason: 'unsigned' })
  return withFittingKeys(client.server, options, keys => verifyUserinfo(answer, client, subject, keys))
}
