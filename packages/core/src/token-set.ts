/** Who signed in, as the id_token or the user info endpoint says (OpenID Connect Core §5.1). */
export interface User {
  readonly sub: string
  readonly name?: string
  readonly email?: string
  readonly picture?: string
  readonly [claim: string]: unknown
}

/** What a grant yields (RFC 6749 §5.1), in our words. Times are milliseconds. */
export interface TokenSet {
  readonly accessToken: string
  readonly tokenType: string
  /** Space-separated, as granted; absent when the authorization server does not say. */
  readonly scope?: string
  /** As granted, which may be more than was asked for in each, or less (RFC 9396 §7); absent when the authorization server does not say. */
  readonly authorizationDetails?: readonly AuthorizationDetail[]
  /** The lifetime counted from `receivedAt`; absent when the authorization server does not say. */
  readonly expiresIn?: number
  /** Wall clock: when the request was sent, so that no lifetime is overrated; in the implicit grant, when the address was read. */
  readonly receivedAt: number
  readonly refreshToken?: string
  readonly refreshExpiresIn?: number
  /** The id_token, verified, and the user it names. */
  readonly idToken?: string
  readonly user?: User
}

/** One thing that a client is allowed: a type, and members that the type defines (RFC 9396 §2). */
export interface AuthorizationDetail {
  readonly type: string
  readonly [member: string]: unknown
}
