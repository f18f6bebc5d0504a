import type { JsonObject } from './json.js'
import type { Jwk } from './key-set.js'

/**
 * Named deviations of a provider from its specifications. Each one is off unless provider data turns it on. A function depends on
 * nothing but what it is given, and is loaded only with the provider that needs it.
 */
export interface Quirks {
  /** User info says `1` where the id_token says `"1"`. */
  readonly numericSubject?: true
  /**
   * Plain OAuth 2.0, without OpenID Connect: neither the scope `openid` nor a nonce is sent, and no id_token is waited for. The
   * user is whom the user info endpoint names; without one, somebody whose `sub` is empty. The implicit grant asks for
   * `token`: the state ties the answer to the request, but nothing ties the token to this client (RFC 6749 §10.16).
   */
  readonly withoutIdToken?: true
  /** The id_token of a code does not repeat the nonce. The state and TLS still tie it to the request. Never heeded in the implicit grant. */
  readonly withoutNonce?: true
  /** A code verifier makes the token endpoint refuse the code, so neither it nor a challenge is sent (RFC 7636). Only for a client with a secret. */
  readonly withoutPkce?: true
  /** Other issuers for which this server speaks, each one exactly as an id_token or an authorization response names it. */
  readonly issuers?: readonly string[]
  /** Whether a key may sign for the issuer whom these claims name, where a key set is for several. */
  readonly isKeyOf?: (key: Jwk, claims: JsonObject) => boolean
  /** What every authorization request carries beyond the specifications, in the provider's own spelling. */
  readonly authorizationParameters?: Readonly<Record<string, string>>
  /** Spells the parameters of a request as the provider does. */
  readonly writeParameters?: (parameters: URLSearchParams) => void
  /** Puts an answer of the token endpoint into the words of RFC 6749 §5. */
  readonly readTokenAnswer?: (answer: JsonObject) => JsonObject
  /** Puts an answer of the user info endpoint into the claims of OpenID Connect Core §5.1. */
  readonly readUserinfo?: (answer: JsonObject) => JsonObject
}
