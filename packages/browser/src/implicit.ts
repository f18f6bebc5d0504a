import type { Auth, Resource } from '@tessera/core/auth'
import { type BrowserAuthOptions, createAuthWith } from './create-auth.js'

/**
 * An Auth by the implicit grant (RFC 6749 §4.2, OpenID Connect Core §3.2): no refresh token, so the session ends with its
 * access token.
 *
 * @deprecated Tokens in an address leak through histories and logs, and nothing renews them: RFC 9700 §2.1.2 advises
 * against this grant. Import `createAuth` from `@tessera/browser` with the same options, and allow the client the
 * authorization code grant at the authorization server.
 */
export function createAuth<N extends string = never>(
  options: Omit<BrowserAuthOptions<Record<N, Resource>>, 'dpop'>,
): Auth<N> {
  const loadFlow = async () => (await import('@tessera/core/implicit-flow')).implicitFlow
  return createAuthWith(loadFlow, options)
}
