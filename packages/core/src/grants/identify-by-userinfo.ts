import type { RequestOptions } from '../endpoints/request.js'
import { fetchUserinfo } from '../endpoints/userinfo.js'
import type { Registration } from '../messages/registration.js'
import type { TokenSet } from '../token-set.js'

/**
 * The tokens with the user whom the user info endpoint names (OpenID Connect Core §5.3), for a server without id_tokens; as they
 * are where it has no such endpoint. Throws as `fetchUserinfo`.
 */
export async function identifyByUserinfo(
  registration: Registration,
  tokens: TokenSet,
  options: RequestOptions = {},
): Promise<TokenSet> {
  if (registration.server.userinfoEndpoint === undefined) return tokens
  const asked = { accessToken: tokens.accessToken, subject: tokens.user?.sub }
  const proving = registration.proof?.over(options) ?? options
  return { ...tokens, user: await fetchUserinfo(registration, asked, proving) }
}
