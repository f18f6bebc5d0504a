import type { RequestOptions } from '../endpoints/request.js'
import { requestToken } from '../endpoints/token.js'
import type { AccessParameters } from '../messages/access-parameters.js'
import { present } from '../messages/json.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import { type TokenType, tokenTypeNamed, tokenTypeUri } from '../messages/token-type-identifier.js'
import type { TokenSet } from '../token-set.js'

export type { TokenType } from '../messages/token-type-identifier.js'

/** A token that is given for another one, and what the other is to be like (RFC 8693 §2.1). */
export interface TokenExchangeParameters extends AccessParameters {
  /** Whose rights the new token is to have. */
  readonly subjectToken: string
  /** `access_token` unless given. */
  readonly subjectTokenType?: TokenType | undefined
  /** Who acts for the subject, where it is somebody else than the client. */
  readonly actorToken?: string | undefined
  /** `access_token` unless given. */
  readonly actorTokenType?: TokenType | undefined
  /** What is wanted; the server chooses unless given. */
  readonly requestedTokenType?: TokenType | undefined
  /** The names of the services that the new token is for. */
  readonly audience?: string | readonly string[] | undefined
}

/** What came for a token. `accessToken` is it, also where it is a token of another kind; its `tokenType` is then `N_A`. */
export interface ExchangedTokenSet extends TokenSet {
  /** What it is; absent when the server does not say. */
  readonly issuedTokenType?: TokenType
}

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'

/**
 * Exchanges a token for one that is good elsewhere, or for less (RFC 8693). An id_token beside it is dropped.
 * Throws as `requestToken`; for a token that is not taken the server's word is `invalid_request`, or `invalid_grant` at some.
 */
export async function tokenExchange(
  registration: Registration,
  asked: TokenExchangeParameters,
  options: RequestOptions = {},
): Promise<ExchangedTokenSet> {
  const { subjectToken, subjectTokenType = 'access_token', actorToken, actorTokenType = 'access_token' } = asked
  const { requestedTokenType, audience, scope, resource, authorizationDetails } = asked
  const form = parameters({
    grantType,
    subjectToken,
    subjectTokenType: tokenTypeUri(subjectTokenType),
    actorToken,
    actorTokenType: actorToken === undefined ? undefined : tokenTypeUri(actorTokenType),
    requestedTokenType: requestedTokenType && tokenTypeUri(requestedTokenType),
    audience,
    scope,
    resource,
    authorizationDetails,
  })
  const { tokens, issuedTokenType } = await requestToken(registration, form, options)
  return { ...tokens, ...present({ issuedTokenType: issuedTokenType && tokenTypeNamed(issuedTokenType) }) }
}
