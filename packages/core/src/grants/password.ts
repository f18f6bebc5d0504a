import type { KeyOptions } from '../endpoints/fitting-keys.js'
import { requestToken } from '../endpoints/token.js'
import type { AccessParameters } from '../messages/access-parameters.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import type { TokenSet } from '../token-set.js'
import { userTokens } from './user-tokens.js'

/** A user's name and password, and what is asked for with them. */
export interface PasswordParameters extends AccessParameters {
  readonly username: string
  readonly password: string
}

/**
 * Exchanges a user's password for tokens (RFC 6749 §4.3); an id_token is verified when the scope `openid` asked for it.
 * Throws as `requestToken`; a wrong password is `grant_refused`.
 *
 * @deprecated The client sees the password, and no second factor can be asked for: RFC 9700 §2.4 forbids this grant.
 * For users use `authorizationCode`, for services `clientCredentials`; neither needs a change at the resources.
 */
export async function password(
  registration: Registration,
  { username, password, scope, resource, authorizationDetails }: PasswordParameters,
  options: KeyOptions = {},
): Promise<TokenSet> {
  const form = parameters({ grantType: 'password', username, password, scope, resource, authorizationDetails })
  return userTokens(registration, scope, options, () => requestToken(registration, form, options))
}
