import type { KeyOptions } from '../endpoints/fitting-keys.js'
import { fetchKeys } from '../endpoints/jwks.js'
import type { Registration } from '../messages/registration.js'
import type { TokenResponse } from '../messages/token-response.js'
import type { TokenSet } from '../token-set.js'
import { asksForIdToken, identify } from './identify.js'

/**
 * Tokens that are asked for on behalf of a user, who is verified when the scope `openid` asked for an id_token. Keys are fetched
 * before anything is spent.
 */
export async function userTokens(
  registration: Registration,
  scope: string | undefined,
  options: KeyOptions,
  ask: () => Promise<TokenResponse>,
): Promise<TokenSet> {
  const identified = asksForIdToken(scope)
  const keys = identified ? (options.keys ?? (await fetchKeys(registration.server, options))) : undefined
  const { tokens, idToken, ahead } = await ask()
  if (!idToken || !keys) return tokens
  const expectations = { ahead, accessToken: tokens.accessToken }
  return { ...tokens, idToken, user: await identify(registration, idToken, expectations, { ...options, keys }) }
}
