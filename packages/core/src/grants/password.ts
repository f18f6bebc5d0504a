import { fetchKeys } from '../endpoints/jwks.js'
import { requestToken } from '../endpoints/token.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import type { TokenSet } from '../token-set.js'
import { asksForIdToken, type GrantOptions, identify } from './identify.js'

/** A user's name and password, and what is asked for with them. */
export interface PasswordParameters {
  readonly username: string
  readonly password: string
  readonly scope?: string | undefined
  /** Resource indicators (RFC 8707 §2.2). */
  readonly resource?: string | readonly string[] | undefined
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
  { username, password, scope, resource }: PasswordParameters,
  options: GrantOptions = {},
): Promise<TokenSet> {
  const identified = asksForIdToken(scope)
  const keys = identified ? (options.keys ?? (await fetchKeys(registration.server, options))) : undefined
  const form = parameters({ grantType: 'password', username, password, scope, resource })
  const { tokens, idToken } = await requestToken(registration, form, options)
  if (!idToken || !keys) return tokens
  const expectations = { accessToken: tokens.accessToken }
  return { ...tokens, idToken, user: await identify(registration, idToken, expectations, keys, options) }
}
