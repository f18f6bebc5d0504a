import type { KeyOptions } from '../endpoints/fitting-keys.js'
import { requestToken } from '../endpoints/token.js'
import { OAuthError } from '../errors.js'
import type { AccessParameters } from '../messages/access-parameters.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import type { TokenSet } from '../token-set.js'
import { userTokens } from './user-tokens.js'

/** A code and what its authorization request said. */
export interface AuthorizationCodeParameters extends AccessParameters {
  readonly code: string
  /** As it stood in the authorization request, byte for byte (RFC 6749 §4.1.3). */
  readonly redirectUri: string
  /** The one whose challenge stood there (RFC 7636 §4.5). The quirk `withoutPkce` leaves it out. */
  readonly codeVerifier: string
  /** With it, an id_token must come. */
  readonly nonce?: string | undefined
  /** As it stood in the authorization request. Not sent again. */
  readonly scope?: string | undefined
  /** How strongly the user had to sign in: in one of these ways, space-separated. With it, an id_token must come. */
  readonly acrValues?: string | undefined
  /** How long before the id_token was made at most, in milliseconds. With it, an id_token must come. */
  readonly maxAge?: number | undefined
  /** Wall clock when the user was sent there, in milliseconds: then neither the way back counts for `maxAge` nor a fast clock for `exp`. */
  readonly askedAt?: number | undefined
}

/**
 * Exchanges a code for tokens (RFC 6749 §4.1.3, RFC 7636 §4.5) and verifies the id_token; one that was not asked for, by `nonce`, `acrValues`,
 * `maxAge` or the scope `openid`, is dropped. Throws `invalid_options` where the verifier is lost, and as `fetchKeys`, before the code is spent,
 * then as `requestToken`, `id_token_missing` or `id_token_invalid`.
 */
export async function authorizationCode(
  registration: Registration,
  asked: AuthorizationCodeParameters,
  options: KeyOptions = {},
): Promise<TokenSet> {
  const { code, redirectUri, codeVerifier, nonce, scope, acrValues, maxAge, askedAt, resource, authorizationDetails } =
    asked
  const { withoutPkce, withoutNonce } = registration.quirks ?? {}
  if (!codeVerifier && !withoutPkce) throw new OAuthError('invalid_options', { name: 'codeVerifier' })
  const form = parameters({
    grantType: 'authorization_code',
    code,
    redirectUri,
    codeVerifier: withoutPkce ? undefined : codeVerifier,
    resource,
    authorizationDetails,
  })
  const expectations = { nonce, withoutNonce, acrValues, maxAge, askedAt }
  return userTokens(registration, scope, options, () => requestToken(registration, form, options), expectations)
}
