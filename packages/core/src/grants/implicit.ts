import type { KeyOptions } from '../endpoints/fitting-keys.js'
import { OAuthError } from '../errors.js'
import { accessTokenType } from '../messages/access-token.js'
import type { TokensResponse } from '../messages/authorization-response.js'
import { present } from '../messages/json.js'
import type { Registration } from '../messages/registration.js'
import { systemClock } from '../ports/clock.js'
import type { TokenSet } from '../token-set.js'
import { identify, isDemanded } from './identify.js'

/** Tokens from an address, and what their authorization request said. */
export interface ImplicitParameters {
  /** As `checkResponse` answered it. */
  readonly response: TokensResponse
  /** With it, an id_token must have come. One that nothing here asks for is dropped. */
  readonly nonce?: string | undefined
  readonly scope?: string | undefined
  /** How strongly the user had to sign in: in one of these ways, space-separated. With it, an id_token must have come. */
  readonly acrValues?: string | undefined
  /** How long before the id_token was made at most, in milliseconds. With it, an id_token must have come. */
  readonly maxAge?: number | undefined
  /** Wall clock when the user was sent there, in milliseconds: then neither the way back counts for `maxAge` nor a fast clock for `exp`. */
  readonly askedAt?: number | undefined
}

/**
 * Takes tokens from an authorization response (RFC 6749 §4.2.2); the id_token is verified and must be bound to the
 * access token (OpenID Connect Core §3.2.2.9). Throws `authorization_response_invalid` for a
 * token of a type that nobody here speaks (RFC 6749 §7.1), `id_token_missing`, `id_token_invalid`, or as `fetchKeys`.
 *
 * @deprecated Tokens in an address leak through histories and logs, and nothing binds them to this client: RFC 9700
 * §2.1.2 advises against this grant. Ask for `code` instead of `id_token token`, and pass it to `authorizationCode`.
 */
export async function implicit(
  registration: Registration,
  { response, nonce, scope, acrValues, maxAge, askedAt }: ImplicitParameters,
  options: KeyOptions = {},
): Promise<TokenSet> {
  const { clock = systemClock } = options
  const { accessToken, idToken, expiresIn, scope: granted = scope } = response
  const type = accessTokenType(response.tokenType)
  if (!type) throw new OAuthError('authorization_response_invalid', { reason: 'token_type' })
  const tokens: TokenSet = present({
    accessToken,
    tokenType: type,
    scope: granted,
    expiresIn,
    receivedAt: clock.wall(),
  })
  if (!isDemanded({ nonce, acrValues, maxAge })) return tokens
  if (!idToken) throw new OAuthError('id_token_missing')
  const expectations = { nonce, acrValues, maxAge, askedAt, accessToken, requireAtHash: true }
  return { ...tokens, idToken, user: await identify(registration, idToken, expectations, options) }
}
