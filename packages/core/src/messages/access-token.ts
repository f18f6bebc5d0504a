import { filled } from './json.js'

/** An access token that can stand in a header (RFC 6749 §A.12). */
export function accessTokenIn(value: unknown): string | undefined {
  const token = filled(value)
  return token && /^[ -~]+$/.test(token) ? token : undefined
}

/**
 * The authentication scheme of a token (RFC 6749 §7.1), or `undefined` when it is one that nobody here speaks: bearer, DPoP
 * (RFC 9449 §5), or `N_A` for what is no access token (RFC 8693 §2.2.1). Schemes have no case (RFC 6749 §5.1), and a type that cannot
 * be one, such as "User Access Token", is a name for a bearer token.
 */
export function accessTokenType(type: unknown): string | undefined {
  const name = filled(type)
  if (!name || /^bearer|[^\w!#$%&'*+.^`|~-]/i.test(name)) return 'Bearer'
  return /^(dpop|n_a)$/i.test(name) ? name : undefined
}
