import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose'
import { sha256 } from '../digest.js'
import { OAuthError } from '../errors.js'
import { accessTokenType } from './access-token.js'
import { challengesIn } from './challenge.js'
import { filled, type JsonObject } from './json.js'
import type { PlatformKey } from './signing-key.js'

/** What one proof says. */
export interface ProvedRequest {
  readonly method: string
  readonly url: string
  /** The access token that goes with it; none at the token endpoint. */
  readonly accessToken?: string | undefined
  /** What the server wanted to find in it (RFC 9449 §8). */
  readonly nonce?: string | undefined
  /** Wall clock, milliseconds, as the server would read it. */
  readonly wall: number
}

/** Who holds a key, and proves it. */
export interface Prover {
  /** SHA-256 of the public key (RFC 7638), base64url: `jkt`. */
  readonly thumbprint: string
  /** A proof for one request, unlike every other (RFC 9449 §4.2). */
  prove(request: ProvedRequest): Promise<string>
}

/** A key pair as the platform keeps it, a `CryptoKeyPair` of Web Cryptography by its shape. */
export interface ProofKeyPair {
  readonly privateKey: PlatformKey
  readonly publicKey: PlatformKey
}

/** Throws `invalid_options` when it is no pair for ES256, the one algorithm that every server of DPoP knows. */
export async function proverWith(pair: ProofKeyPair): Promise<Prover> {
  const { privateKey, publicKey } = pair as CryptoKeyPair
  const { name, namedCurve } = publicKey.algorithm as Partial<EcKeyAlgorithm>
  if (name !== 'ECDSA' || namedCurve !== 'P-256') throw new OAuthError('invalid_options', { name: 'dpop' })
  const { kty, crv, x, y } = await exportJWK(publicKey)
  const jwk = { kty, crv, x, y } as Required<Pick<JsonWebKey, 'kty' | 'crv' | 'x' | 'y'>>
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk }
  return {
    thumbprint: await calculateJwkThumbprint(jwk),
    prove: async ({ method, url, accessToken, nonce, wall }) => {
      const htu = url.split(/[?#]/)[0]
      const ath = accessToken === undefined ? undefined : await sha256(accessToken)
      const claims = { jti: crypto.randomUUID(), htm: method, htu, iat: Math.floor(wall / 1000), ath, nonce }
      return new SignJWT(claims).setProtectedHeader(header).sign(privateKey)
    },
  }
}

/** A nonce as a server may send it (RFC 9449 §8.1), unless it is so long that no header would hold the proof. */
export function nonceIn(headers: Headers): string | undefined {
  const nonce = headers.get('dpop-nonce') ?? ''
  return /^[\x21\x23-\x5B\x5D-\x7E]{1,1000}$/.test(nonce) ? nonce : undefined
}

/** Whether an `error` word is about the proof, not about what it went with: nothing was done or spent (RFC 9449 §5 and §8). */
export function isAboutProof(word: unknown): boolean {
  return word === 'use_dpop_nonce' || word === 'invalid_dpop_proof'
}

/** Whether an answer of a token endpoint has a token that anybody could use (RFC 9449 §5). */
export function isBearer(answer: JsonObject | undefined): boolean {
  return filled(answer?.access_token) !== undefined && accessTokenType(answer?.token_type) === 'Bearer'
}

/**
 * The `error` word of the challenge of DPoP, or of the first where there is none of DPoP (RFC 9449 §7.1): `undefined` where there is no
 * challenge to be read, as across origins.
 */
export function challengeErrorIn(headers: Headers): string | undefined {
  const header = headers.get('www-authenticate')
  if (header === null) return undefined
  const challenges = challengesIn(header)
  const challenge = challenges.find(({ scheme }) => scheme === 'dpop') ?? challenges[0]
  return challenge?.parameters.get('error') ?? ''
}
