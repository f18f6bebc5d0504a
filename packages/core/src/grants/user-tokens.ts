import type { KeyOptions } from '../endpoints/fitting-keys.js'
import { fetchKeys } from '../endpoints/jwks.js'
import { OAuthError } from '../errors.js'
import { present } from '../messages/json.js'
import type { Registration } from '../messages/registration.js'
import type { TokenResponse } from '../messages/token-response.js'
import type { TokenSet } from '../token-set.js'
import { type Expectations, identify, isDemanded } from './identify.js'

/**
 * Tokens that are asked for on behalf of a user. A nonce, a strength or an age of the sign-in, or the scope `openid` asks for an id_token, which is
 * verified; another one is dropped. Without a scope in the answer it is the one that was asked for (RFC 6749 §5.1). Throws as `fetchKeys` before
 * anything is spent, then as `ask`, `id_token_missing` where more than the scope asked for it, or `id_token_invalid`.
 */
export async function userTokens(
  registration: Registration,
  scope: string | undefined,
  options: KeyOptions,
  ask: () => Promise<TokenResponse>,
  expectations: Expectations = {},
): Promise<TokenSet> {
  const mustIdentify = isDemanded(expectations)
  const isIdentified = mustIdentify || scope?.split(' ').includes('openid')
  const keys = isIdentified ? (options.keys ?? (await fetchKeys(registration.server, options))) : undefined
  const { tokens: answered, idToken, ahead } = await ask()
  const tokens: TokenSet = { ...present({ scope }), ...answered }
  if (!idToken && mustIdentify) throw new OAuthError('id_token_missing')
  if (!idToken || !keys) return tokens
  const expected = { ...expectations, ahead, accessToken: tokens.accessToken }
  return { ...tokens, idToken, user: await identify(registration, idToken, expected, { ...options, keys }) }
}
