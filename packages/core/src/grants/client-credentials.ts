import type { RequestOptions } from '../endpoints/request.js'
import { requestToken } from '../endpoints/token.js'
import type { AccessParameters } from '../messages/access-parameters.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import type { TokenSet } from '../token-set.js'

/** What a client asks for in its own name. */
export type ClientCredentialsParameters = AccessParameters

/** Tokens for the client itself (RFC 6749 §4.4). There is no user: an id_token is dropped. Throws as `requestToken`. */
export async function clientCredentials(
  registration: Registration,
  { scope, resource, authorizationDetails }: ClientCredentialsParameters = {},
  options: RequestOptions = {},
): Promise<TokenSet> {
  const form = parameters({ grantType: 'client_credentials', scope, resource, authorizationDetails })
  const { tokens } = await requestToken(registration, form, options)
  return tokens
}
