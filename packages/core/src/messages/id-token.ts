import { type CompactJWSHeaderParameters, compactVerify, type JWK } from 'jose'
import { unneededQuirk } from '#unneeded-quirk'
import { isOAuthError, OAuthError } from '../errors.js'
import type { User } from '../token-set.js'
import { isStrings, type JsonObject, jsonObject } from './json.js'
import type { Jwks } from './key-set.js'
import type { Quirks } from './quirks.js'
import { userOf } from './user.js'

/** How far this machine's clock may be from the server's, in milliseconds: a wrong clock should keep nobody out. */
export const clockTolerance = 300_000

/** The signatures that are accepted: made with a key that only the server has. */
const algorithms: Readonly<Record<string, { readonly kty: string; readonly crv?: string; readonly hash: string }>> = {
  RS256: { kty: 'RSA', hash: 'SHA-256' },
  RS384: { kty: 'RSA', hash: 'SHA-384' },
  RS512: { kty: 'RSA', hash: 'SHA-512' },
  PS256: { kty: 'RSA', hash: 'SHA-256' },
  PS384: { kty: 'RSA', hash: 'SHA-384' },
  PS512: { kty: 'RSA', hash: 'SHA-512' },
  ES256: { kty: 'EC', crv: 'P-256', hash: 'SHA-256' },
  ES384: { kty: 'EC', crv: 'P-384', hash: 'SHA-384' },
  ES512: { kty: 'EC', crv: 'P-521', hash: 'SHA-512' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', hash: 'SHA-512' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519', hash: 'SHA-512' },
}

const accepted = Object.keys(algorithms)
const decoder = new TextDecoder()

/** What an id_token must say. What is left out is not asked for. */
export interface ExpectedIdToken {
  readonly issuer: string
  readonly clientId: string
  /** Others whom it may name instead, as {@link Quirks} says. */
  readonly issuers?: readonly string[] | undefined
  readonly keys: Jwks
  /** Wall clock, milliseconds. */
  readonly wall: number
  readonly nonce?: string | undefined
  /** Whether the nonce may be left out, as {@link Quirks} says. Another one is wrong in any case. */
  readonly withoutNonce?: boolean | undefined
  /** The access token that came with it. */
  readonly accessToken?: string | undefined
  /** Whether it must be bound to that access token, as in the implicit grant (OpenID Connect Core §3.2.2.9). */
  readonly requireAtHash?: boolean | undefined
  /** How long ago the user may have signed in, in milliseconds. */
  readonly maxAge?: number | undefined
  /** The user it must be about, as when tokens are refreshed (OpenID Connect Core §12.2). */
  readonly subject?: string | undefined
}

/**
 * Verifies an id_token, its signature included, and answers the user it names (OpenID Connect Core §3.1.3.7).
 * Throws `id_token_invalid` with the claim that is wrong; with `reason: 'unknown_key'` when no key, or more than one,
 * fits its header, which fetching the keys again may mend; with `ahead` when it is not of the time that this machine's clock shows:
 * by so many milliseconds that clock is ahead of the server's, if the id_token is new.
 */
export async function verifyIdToken(idToken: string, expected: ExpectedIdToken): Promise<User> {
  const { payload, protectedHeader } = await compactVerify(idToken, header => fittingKey(expected.keys, header), {
    algorithms: accepted,
  }).catch(invalidSignature)
  const claims = jsonObject(decoder.decode(payload))
  if (!claims) throw wrong('payload')
  const { sub } = claims
  if (![expected.issuer, ...(expected.issuers ?? [])].some(issuer => issuer === claims.iss)) throw wrong('iss')
  checkAudience(claims, expected.clientId)
  if (typeof sub !== 'string' || sub === '' || sub !== (expected.subject ?? sub)) throw wrong('sub')
  checkTimes(claims, expected)
  checkNonce(claims, expected)
  await checkAccessToken(claims, protectedHeader.alg, expected)
  return userOf(claims, sub)
}

function fittingKey({ keys }: Jwks, { alg, kid }: CompactJWSHeaderParameters): JWK {
  const wanted = algorithms[alg]
  const fitting = keys.filter(
    key =>
      key.kty === wanted?.kty &&
      (wanted.crv === undefined || key.crv === wanted.crv) &&
      (key.alg === undefined || key.alg === alg) &&
      (key.use === undefined || key.use === 'sig') &&
      (kid === undefined || key.kid === undefined || key.kid === kid),
  )
  const named = fitting.filter(key => key.kid !== undefined && key.kid === kid)
  const [key, ...others] = named.length > 0 ? named : fitting
  if (!key || others.length > 0) throw wrong('kid', { reason: 'unknown_key' })
  return key as JWK
}

function invalidSignature(thrown: unknown): never {
  throw isOAuthError(thrown) ? thrown : wrong('signature')
}

function checkAudience({ aud, azp }: JsonObject, clientId: string): void {
  const audiences = typeof aud === 'string' ? [aud] : aud
  if (!isStrings(audiences) || !audiences.includes(clientId)) throw wrong('aud')
  if (azp === undefined ? audiences.length > 1 : azp !== clientId) throw wrong('azp')
}

function checkNonce({ nonce }: JsonObject, expected: ExpectedIdToken): void {
  if (expected.withoutNonce && nonce === undefined) return
  if (expected.withoutNonce) unneededQuirk('withoutNonce')
  if (expected.nonce !== undefined && nonce !== expected.nonce) throw wrong('nonce')
}

function checkTimes({ exp, iat, auth_time }: JsonObject, { wall, maxAge }: ExpectedIdToken): void {
  if (typeof exp !== 'number') throw wrong('exp')
  if (typeof iat !== 'number') throw wrong('iat')
  const ahead = wall - iat * 1000
  if (exp * 1000 <= wall - clockTolerance) throw wrong('exp', { ahead })
  if (ahead < -clockTolerance) throw wrong('iat', { ahead })
  if (maxAge === undefined) return
  if (typeof auth_time !== 'number' || auth_time * 1000 + maxAge <= wall - clockTolerance) throw wrong('auth_time')
}

async function checkAccessToken({ at_hash }: JsonObject, alg: string, expected: ExpectedIdToken): Promise<void> {
  const { accessToken, requireAtHash } = expected
  if (at_hash === undefined && !requireAtHash) return
  if (accessToken === undefined && !requireAtHash) return
  if (accessToken === undefined || at_hash !== (await leftHalf(accessToken, alg))) throw wrong('at_hash')
}

async function leftHalf(accessToken: string, alg: string): Promise<string> {
  const digest = await crypto.subtle.digest(algorithms[alg]?.hash ?? '', new TextEncoder().encode(accessToken))
  const half = new Uint8Array(digest, 0, digest.byteLength / 2)
  return btoa(String.fromCharCode(...half))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function wrong(claim: string, more?: { readonly reason: 'unknown_key' } | { readonly ahead: number }): OAuthError {
  return new OAuthError('id_token_invalid', { claim, ...more })
}
