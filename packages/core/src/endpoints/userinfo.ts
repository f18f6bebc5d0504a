import { OAuthError } from '../errors.js'
import { throwIfRefused } from '../messages/error-response.js'
import type { Client } from '../messages/registration.js'
import { parseUserinfo } from '../messages/userinfo-response.js'
import type { User } from '../token-set.js'
import { repeatableRequest } from './repeatable-request.js'
import { endpointOf, getRequest, type RequestOptions } from './request.js'

/** Whose information is wanted. */
export interface UserinfoParameters {
  readonly accessToken: string
  /** The user of the id_token, who it must be about (OpenID Connect Core §5.3.4); absent where there is no id_token. */
  readonly subject?: string | undefined
}

/**
 * Asks who the user is (OpenID Connect Core §5.3).
 * Throws `endpoint_missing`, `token_rejected` when the access token is not taken, `userinfo_invalid` when the answer is
 * unreadable or about somebody else, `invalid_options` when no header can hold the access token (RFC 6749 §A.12), and whatever keeps a
 * request from being answered.
 */
export async function fetchUserinfo(
  client: Client,
  { accessToken, subject }: UserinfoParameters,
  options: RequestOptions = {},
): Promise<User> {
  return parseUserinfo(await userinfoAnswer(client, accessToken, 'application/json', options), subject, client.quirks)
}

/** The text of an answer that is of this media type if the server has it. */
export async function userinfoAnswer(
  { server }: Client,
  accessToken: string,
  accept: string,
  options: RequestOptions,
): Promise<string> {
  const address = endpointOf(server.userinfoEndpoint, 'userinfo')
  // The platform would quote it in what it throws.
  if (/[^ -~]/.test(accessToken.trim())) throw new OAuthError('invalid_options', { name: 'accessToken' })
  const headers = new Headers({ authorization: `Bearer ${accessToken}`, accept })
  const answer = await repeatableRequest(getRequest(address, headers), options)
  throwIfRefused(answer)
  const { origin, status } = answer
  if (status === 401) throw new OAuthError('token_rejected', { origin, status })
  if (status >= 300) throw new OAuthError('userinfo_invalid', { origin, status })
  return answer.text
}
