import { fetchKeys } from '../endpoints/jwks.js'
import type { RequestOptions } from '../endpoints/request.js'
import { isOAuthError } from '../errors.js'
import { type ExpectedIdToken, verifyIdToken } from '../messages/id-token.js'
import type { Jwks } from '../messages/key-set.js'
import type { Client } from '../messages/registration.js'
import { systemClock } from '../ports/clock.js'
import type { User } from '../token-set.js'

/** What a caller may set for a grant that can yield an id_token. */
export interface GrantOptions extends RequestOptions {
  /** The server's keys, where the caller has them; otherwise they are fetched before anything is spent. */
  readonly keys?: Jwks | undefined
  /** How to get newer ones when none of these fits; they are fetched unless given. */
  readonly newKeys?: (() => Promise<Jwks>) | undefined
}

/** Whether a scope asks for an id_token (OpenID Connect Core §3.1.2.1). */
export function asksForIdToken(scope: string | undefined): boolean {
  return scope?.split(' ').includes('openid') ?? false
}

/** What an id_token must say beyond who issued it to whom. */
export type Expectations = Omit<ExpectedIdToken, 'issuer' | 'issuers' | 'clientId' | 'keys' | 'wall'>

/**
 * Answers the user of an id_token. Keys are fetched once more when none fits: the server may have changed them.
 * Throws `id_token_invalid`, or as `fetchKeys`.
 */
export async function identify(
  client: Client,
  idToken: string,
  expectations: Expectations,
  keys: Jwks,
  options: GrantOptions,
): Promise<User> {
  const { clock = systemClock, newKeys = () => fetchKeys(client.server, options) } = options
  const { server, clientId, quirks } = client
  const issued = { issuer: server.issuer, issuers: quirks?.issuers, clientId }
  const expected = { ...expectations, ...issued, wall: clock.wall() }
  try {
    return await verifyIdToken(idToken, { ...expected, keys })
  } catch (error) {
    if (!isOAuthError(error) || error.facts.reason !== 'unknown_key') throw error
    return verifyIdToken(idToken, { ...expected, keys: await newKeys() })
  }
}
