import type { KeyOptions } from '../endpoints/fitting-keys.js'
import { fetchKeys } from '../endpoints/jwks.js'
import { OAuthError } from '../errors.js'
import type { CodeResponse } from '../messages/authorization-response.js'
import type { Registration } from '../messages/registration.js'
import type { TokenSet } from '../token-set.js'
import { type AuthorizationCodeParameters, authorizationCode } from './authorization-code.js'
import { identify } from './identify.js'

/** A code and an id_token that came together, perhaps with an access token, and what their authorization request said. */
export interface HybridParameters extends Omit<AuthorizationCodeParameters, 'code'> {
  /** As `checkResponse` answered it, told that it is `hybrid`. */
  readonly response: CodeResponse
  readonly nonce: string
}

/**
 * Verifies the id_token that came with a code, which must be bound to it and to an access token that came along, and then exchanges that
 * code; both id_tokens must name the same user (OpenID Connect Core §3.3). The access token is the one that the code is exchanged for:
 * the other has been in sight, and is dropped. Throws `id_token_missing` and `id_token_invalid` before the code is spent, then as `authorizationCode`.
 */
export async function hybrid(
  registration: Registration,
  { response, ...asked }: HybridParameters,
  options: KeyOptions = {},
): Promise<TokenSet> {
  const { code, idToken, accessToken } = response
  const { nonce, acrValues, maxAge, askedAt } = asked
  if (!idToken) throw new OAuthError('id_token_missing')
  const keys = options.keys ?? (await fetchKeys(registration.server, options))
  const requireAtHash = accessToken !== undefined
  const expectations = { nonce, acrValues, maxAge, askedAt, code, accessToken, requireAtHash }
  const { sub } = await identify(registration, idToken, expectations, { ...options, keys })
  const tokens = await authorizationCode(registration, { ...asked, code }, { ...options, keys })
  if (tokens.user?.sub !== sub) throw new OAuthError('id_token_invalid', { claim: 'sub' })
  return tokens
}
