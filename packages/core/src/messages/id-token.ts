import { unneededQuirk } from '#unneeded-quirk'
import { base64url } from '../digest.js'
import { OAuthError } from '../errors.js'
import type { User } from '../token-set.js'
import { type JsonObject, present } from './json.js'
import type { Jwks } from './key-set.js'
import type { Quirks } from './quirks.js'
import type { Client } from './registration.js'
import { hashOf, isBy, isFor, verifySignature } from './signature.js'
import { clockTolerance, farthestClock, serverTolerance } from './tolerance.js'
import { userOf } from './user.js'

/** Who signed in, when, and what the server calls that session, as the id_token of the sign-in said it. */
export interface SignedInUser {
  readonly sub: string
  readonly auth_time?: unknown
  readonly sid?: unknown
}

/** What an id_token must say. What is left out is not asked for. */
export interface ExpectedIdToken {
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
  /** How long ago the user may have signed in when that was asked for, in milliseconds. */
  readonly maxAge?: number | undefined
  /** Wall clock, when it was asked for: what the user took since is not counted, and with a nonce it tells a clock that is fast. */
  readonly askedAt?: number | undefined
  /** The user it must be about, and the time of the sign-in that it must repeat, as when tokens are refreshed (OpenID Connect Core §12.2). */
  readonly user?: SignedInUser | undefined
}

/**
 * Verifies an id_token, its signature included, and answers the user it names (OpenID Connect Core §3.1.3.7).
 * Throws `id_token_invalid` with the claim that is wrong; with `reason: 'unknown_key'` when no key, or more than one,
 * fits its header, which fetching the keys again may mend; with `ahead` when it is not of the time that this machine's clock shows:
 * by so many milliseconds that clock is ahead of the server's, if the id_token is new.
 */
export async function verifyIdToken(idToken: string, client: Client, expected: ExpectedIdToken): Promise<User> {
  const signed = await verifySignature(idToken, expected.keys, 'id_token_invalid', client.idTokenSignedResponseAlg)
  const { claims, header } = signed
  const { sub, aud, azp } = claims
  if (!isBy(client, signed)) throw wrong('iss')
  if (!isFor(client, claims)) throw wrong('aud')
  if (azp === undefined ? Array.isArray(aud) && aud.length > 1 : azp !== client.clientId) throw wrong('azp')
  if (typeof sub !== 'string' || sub === '' || sub !== (expected.user?.sub ?? sub)) throw wrong('sub')
  checkTimes(claims, expected)
  checkSignIn(claims, expected)
  checkNonce(claims, expected)
  if (expected.acrValues && !expected.acrValues.split(' ').some(acr => acr === claims.acr)) throw wrong('acr')
  await checkAccessToken(claims, header.alg, expected)
  if (expected.code !== undefined && claims.c_hash !== (await leftHalf(expected.code, header.alg)))
    throw wrong('c_hash')
  const { auth_time, sid } = expected.user ?? {}
  return userOf({ ...present({ auth_time, sid }), ...claims }, sub)
}

function checkNonce({ nonce }: JsonObject, expected: ExpectedIdToken): void {
  if (expected.withoutNonce && nonce === undefined) return
  if (expected.withoutNonce) unneededQuirk('withoutNonce')
  if (expected.nonce !== undefined && nonce !== expected.nonce) throw wrong('nonce')
}

/** It is at the server as early as may be for `exp`, as late for `nbf`, and no earlier than `iat`: a wrong clock keeps nobody out. */
function checkTimes({ exp, iat, nbf, nonce }: JsonObject, expected: ExpectedIdToken): void {
  if (typeof exp !== 'number') throw wrong('exp')
  if (typeof iat !== 'number') throw wrong('iat')
  const issued = iat * 1000
  const { wall, ahead = 0 } = expected
  const here = { ahead: wall - issued }
  const latest = wall - Math.min(0, ahead)
  if (issued > latest + farthestClock) throw wrong('iat', here)
  const earliest = wall - Math.max(0, ahead, aheadWhenAsked(issued, nonce, expected))
  if (exp * 1000 <= Math.max(earliest, issued) - clockTolerance) throw wrong('exp', here)
  const isValid = typeof nbf === 'number' && nbf * 1000 <= Math.max(latest, issued) + clockTolerance
  if (nbf !== undefined && !isValid) throw wrong('nbf')
}

/** What repeats our nonce was made after the question, so a clock that showed more than `iat` then is ahead by that much at least. */
function aheadWhenAsked(issued: number, nonce: unknown, { nonce: ours, askedAt = issued }: ExpectedIdToken): number {
  return ours !== undefined && nonce === ours ? Math.min(askedAt - issued, farthestClock) : 0
}

/** How long ago the user signed in is told by two times of the server; this machine's clock only says how long the way back took. */
function checkSignIn({ iat, auth_time }: JsonObject, { wall, maxAge, askedAt = wall, user }: ExpectedIdToken): void {
  const isAnother = auth_time !== undefined && auth_time !== (user?.auth_time ?? auth_time)
  const age = typeof auth_time === 'number' ? (Number(iat) - auth_time) * 1000 : Number.POSITIVE_INFINITY
  const isLongAgo = maxAge !== undefined && age > maxAge + Math.max(0, wall - askedAt) + serverTolerance
  if (isAnother || isLongAgo) throw wrong('auth_time')
}

async function checkAccessToken({ at_hash }: JsonObject, alg: string, expected: ExpectedIdToken): Promise<void> {
  const { accessToken, requireAtHash } = expected
  if (!requireAtHash && (at_hash === undefined || accessToken === undefined)) return
  if (accessToken === undefined || at_hash !== (await leftHalf(accessToken, alg))) throw wrong('at_hash')
}

async function leftHalf(text: string, alg: string): Promise<string> {
  const digest = await crypto.subtle.digest(hashOf(alg), new TextEncoder().encode(text))
  return base64url(new Uint8Array(digest, 0, digest.byteLength / 2))
}

function wrong(claim: string, more?: { readonly ahead: number }): OAuthError {
  return new OAuthError('id_token_invalid', { claim, ...more })
}
