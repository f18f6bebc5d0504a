import type { AuthorizationDetailsParameter } from '../want.js'

/** What tokens are to be good for. What is left out the authorization server decides (RFC 6749 §3.3). */
export interface AccessParameters {
  /** Space-separated. */
  readonly scope?: string | undefined
  /** Resource indicators (RFC 8707 §2). */
  readonly resource?: string | readonly string[] | undefined
  /** What is wanted in more words than scopes have (RFC 9396 §2). */
  readonly authorizationDetails?: AuthorizationDetailsParameter | undefined
}
