import { type CompactJWSHeaderParameters, compactVerify, type JWK } from 'jose'
import { type ErrorCode, isOAuthError, OAuthError } from '../errors.js'
import { isIssuer } from './issuer.js'
import { isStrings, type JsonObject, jsonObject } from './json.js'
import type { Jwk, Jwks } from './key-set.js'
import type { Client } from './registration.js'
import { algorithms, type SignatureAlgorithm } from './signature-algorithms.js'

const accepted = Object.keys(algorithms)
/** Only for those who share a secret with the server, and then nothing else: never is a public key taken for one. */
const withSecret = ['HS256', 'HS384', 'HS512']
const decoder = new TextDecoder()

/** What a server signed. */
export interface SignedClaims {
  readonly claims: JsonObject
  /** The key that fits; none where a secret does. */
  readonly key: Jwk | undefined
  readonly header: CompactJWSHeaderParameters
}

/**
 * The claims of a JWT (RFC 7519) with a signature that is made with one of these keys, and by the registered algorithm where there is
 * one. Throws an error of this code with the `claim` `signature`, `payload` or `kid`; with `reason: 'unknown_key'` when no key, or more than one, fits its header, which fetching
 * the keys again may mend.
 */
export async function verifySignature(
  jwt: string,
  { keys, secret }: Jwks,
  code: ErrorCode,
  registered: SignatureAlgorithm | undefined,
): Promise<SignedClaims> {
  const wrong = (claim: string, reason?: 'unknown_key') => new OAuthError(code, { claim, reason })
  let used: Jwk | undefined
  function fittingKey({ alg, kid }: CompactJWSHeaderParameters): JWK | Uint8Array {
    if (secret) return new TextEncoder().encode(secret)
    const { kty, crv } = algorithms[alg] ?? {}
    const fitting = keys.filter(
      key =>
        key.kty === kty &&
        key.crv === crv &&
        (key.alg === undefined || key.alg === alg) &&
        (key.use === undefined || key.use === 'sig') &&
        (kid === undefined || key.kid === undefined || key.kid === kid),
    )
    const named = kid === undefined ? [] : fitting.filter(key => key.kid === kid)
    const [key, ...others] = named.length > 0 ? named : fitting
    if (!key || others.length > 0) throw wrong('kid', 'unknown_key')
    used = key
    return key as JWK
  }

  const allowed = (secret ? withSecret : accepted).filter(alg => alg === (registered ?? alg))
  const verified = await compactVerify(jwt, fittingKey, { algorithms: allowed }).catch(thrown => {
    throw isOAuthError(thrown) ? thrown : wrong('signature')
  })
  const claims = jsonObject(decoder.decode(verified.payload))
  if (!claims) throw wrong('payload')
  return { claims, header: verified.protectedHeader, key: used }
}

/** Whether these claims are by this server, under one of its names, and signed with a key that is good for that name. */
export function isBy(client: Client, { claims, key }: SignedClaims): boolean {
  return isIssuer(client, claims.iss) && (!key || client.quirks?.isKeyOf?.(key, claims) !== false)
}

/** Whether these claims are for this client, and perhaps for others, too. */
export function isFor({ clientId }: Client, { aud }: JsonObject): boolean {
  return aud === clientId || (isStrings(aud) && aud.includes(clientId))
}

/** The hash of an accepted signature's algorithm, by its name in Web Cryptography. */
export function hashOf(alg: string): string {
  return alg.startsWith('Ed') ? 'SHA-512' : `SHA-${alg.slice(2)}`
}
