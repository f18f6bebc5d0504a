export type { SignedInUser } from '../messages/id-token.js'

import type { RequestOptions } from '../endpoints/request.js'
import { requestToken } from '../endpoints/token.js'
import { isOAuthError, type OAuthError } from '../errors.js'
import type { AccessParameters } from '../messages/access-parameters.js'
import type { SignedInUser } from '../messages/id-token.js'
import type { Jwks } from '../messages/key-set.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import { systemClock } from '../ports/clock.js'
import { within } from '../ports/pause.js'
import type { TokenSet } from '../token-set.js'

/** A refresh token and what is asked for with it. */
export interface RefreshTokenParameters extends AccessParameters {
  readonly refreshToken: string
  /** No more than was granted; absent: all of it (RFC 6749 §6). */
  readonly scope?: string | undefined
  /**
   * Who signed in, when (`auth_time`), and in which session (`sid`), as the tokens before told. A new id_token may omit the last two, but must not
   * tell another user or time.
   */
  readonly user?: SignedInUser | undefined
}

/** What may be set for a refresh. */
export interface RefreshTokenOptions extends RequestOptions {
  /** The server's keys. They are not fetched here: without the one that fits, an id_token is dropped. */
  readonly keys?: Jwks | undefined
}

/** New tokens. The refresh token is spent whatever else happens, so nothing that came is thrown away. */
export interface Refreshed {
  readonly tokens: TokenSet
  /** `id_token_invalid`: the tokens are by or for somebody else and must be revoked, not used. */
  readonly mismatch?: OAuthError
  /** No key fits the id_token, which was left out: the server may have new ones. */
  readonly isKeyUnknown?: true
}

/** Milliseconds that tokens may wait for the code that verifies their id_token: they are spent and not stored yet. */
const patience = 1_000

const somebodyElse: readonly unknown[] = ['iss', 'sub', 'aud', 'azp']

/**
 * Spends a refresh token (RFC 6749 §6). An id_token that cannot be verified is left out; one that names another user,
 * issuer or client is told as `mismatch` (OpenID Connect Core §12.2). Throws as `requestToken`.
 */
export async function refreshToken(
  registration: Registration,
  asked: RefreshTokenParameters,
  options: RefreshTokenOptions = {},
): Promise<Refreshed> {
  const { keys, clock = systemClock } = options
  const { refreshToken, scope, resource, authorizationDetails, user } = asked
  const form = parameters({ grantType: 'refresh_token', refreshToken, scope, resource, authorizationDetails })
  const verification = keys && import('../messages/id-token.js').catch(() => undefined)
  const { tokens, idToken, ahead } = await requestToken(registration, form, options)
  const verifier = idToken && verification && (await within(clock, patience, verification))
  if (!idToken || !keys || !verifier) return { tokens }
  const { accessToken } = tokens
  const expected = { keys, wall: clock.wall(), ahead, accessToken, user }
  try {
    return { tokens: { ...tokens, idToken, user: await verifier.verifyIdToken(idToken, registration, expected) } }
  } catch (error) {
    if (!isOAuthError(error)) return { tokens }
    if (error.facts.reason === 'unknown_key') return { tokens, isKeyUnknown: true }
    return somebodyElse.includes(error.facts.claim) ? { tokens, mismatch: error } : { tokens }
  }
}
