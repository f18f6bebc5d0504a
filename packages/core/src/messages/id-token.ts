import { unneededQuirk } from '#unneeded-quirk'
import { OAuthError } from '../errors.js'
import type { User } from '../token-set.js'
import { isStrings, type JsonObject } from './json.js'
import type { Jwks } from './key-set.js'
import type { Quirks } from './quirks.js'
import { hashOf, verifySignature } from './signature.js'
import { userOf } from './user.js'

/** How far this machine's clock may be from the server's, in milliseconds: a wrong clock should keep nobody out. */
export const clockTolerance = 300_000

/**
 * How far it may be behind: a server that says when it signed says that it is at least as late. That is a day, for a clock set to
 * another part of the world; milliseconds written for seconds are still found.
 */
export const slowestClock = 86_400_000

/** What an id_token must say. What is left out is not asked for. */
export interface ExpectedIdToken {
  readonly issuer: string
  readonly clientId: string
  /** Others whom it may name instead, as {@link Quirks} says. */
  readonly issuers?: readonly string[] | undefined
  readonly keys: Jwks
  /** Wall clock, milliseconds. */
  readonly wall: number
  /** By how many milliseconds it is ahead of the server's, where that is known: it keeps nobody out who would get in without. */
  readonly ahead?: number | undefined
  readonly nonce?: string | undefined
  /** Whether the nonce may be left out, as {@link Quirks} says. Another one is wrong in any case. */
  readonly withoutNonce?: boolean | undefined
  /** The access token that came with it. */
  readonly accessToken?: string | undefined
  /** Whether it must be bound to that access token, as in the implicit grant (OpenID Connect Core §3.2.2.9). */
  readonly requireAtHash?: boolean | undefined
  /** The code that came with it in the hybrid flow: it must be bound to that (OpenID Connect Core §3.3.2.10). */
  readonly code?: string | undefined
  /** How strongly the user has to have signed in: in one of these ways, space-separated. */
  readonly acrValues?: string | undefined
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
  const { claims, header } = await verifySignature(idToken, expected.keys, 'id_token_invalid')
  const { sub } = claims
  if (![expected.issuer, ...(expected.issuers ?? [])].some(issuer => issuer === claims.iss)) throw wrong('iss')
  checkAudience(claims, expected.clientId)
  if (typeof sub !== 'string' || sub === '' || sub !== (expected.subject ?? sub)) throw wrong('sub')
  checkTimes(claims, expected)
  checkNonce(claims, expected)
  if (expected.acrValues && !expected.acrValues.split(' ').some(acr => acr === claims.acr)) throw wrong('acr')
  await checkAccessToken(claims, header.alg, expected)
  if (expected.code !== undefined && claims.c_hash !== (await leftHalf(expected.code, header.alg)))
    throw wrong('c_hash')
  return userOf(claims, sub)
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

function checkTimes({ exp, iat, nbf, auth_time }: JsonObject, { wall, ahead = 0, maxAge }: ExpectedIdToken): void {
  if (typeof exp !== 'number') throw wrong('exp')
  if (typeof iat !== 'number') throw wrong('iat')
  const issued = iat * 1000
  const here = { ahead: wall - issued }
  const [earliest, latest] = [wall - Math.max(0, ahead), wall - Math.min(0, ahead)]
  if (issued > latest + slowestClock) throw wrong('iat', here)
  const now = Math.max(earliest, issued)
  if (exp * 1000 <= now - clockTolerance) throw wrong('exp', here)
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf * 1000 <= now + clockTolerance)) throw wrong('nbf')
  if (maxAge === undefined) return
  if (typeof auth_time !== 'number' || auth_time * 1000 + maxAge <= now - clockTolerance) throw wrong('auth_time')
}

async function checkAccessToken({ at_hash }: JsonObject, alg: string, expected: ExpectedIdToken): Promise<void> {
  const { accessToken, requireAtHash } = expected
  if (at_hash === undefined && !requireAtHash) return
  if (accessToken === undefined && !requireAtHash) return
  if (accessToken === undefined || at_hash !== (await leftHalf(accessToken, alg))) throw wrong('at_hash')
}

async function leftHalf(text: string, alg: string): Promise<string> {
  const digest = await crypto.subtle.digest(hashOf(alg), new TextEncoder().encode(text))
  const half = new Uint8Array(digest, 0, digest.byteLength / 2)
  return btoa(String.fromCharCode(...half))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function wrong(claim: string, more?: { readonly ahead: number }): OAuthError {
  return new OAuthError('id_token_invalid', { claim, ...more })
}
