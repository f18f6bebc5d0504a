import type { RequestOptions } from '../endpoints/request.js'
import { requestToken } from '../endpoints/token.js'
import type { AccessParameters } from '../messages/access-parameters.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import type { TokenSet } from '../token-set.js'

/** An assertion, and what is asked for with it. */
export interface JwtBearerParameters extends AccessParameters {
  /** A JWT of an issuer whom the authorization server trusts, about the user or service to act for; `signAssertion` makes one. */
  readonly assertion: string
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** Exchanges an assertion for tokens (RFC 7523 §2.1); an id_token is dropped. Throws as `requestToken`; an assertion that is not taken is `grant_refused`. */
export async function jwtBearer(
  registration: Registration,
  { assertion, scope, resource, authorizationDetails }: JwtBearerParameters,
  options: RequestOptions = {},
): Promise<TokenSet> {
  const form = parameters({ grantType, assertion, scope, resource, authorizationDetails })
  const { tokens } = await requestToken(registration, form, options)
  return tokens
}
