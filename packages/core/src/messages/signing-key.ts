import { base64url, CompactSign, type JWK, type JWSHeaderParameters } from 'jose'
import { OAuthError } from '../errors.js'
import { type JsonObject, present } from './json.js'
import { algorithms } from './signature-algorithms.js'

/** Signs with a key that this program cannot see, as one in a key management service. */
export interface Signer {
  /** The algorithm's name in a JWS (RFC 7518 §3.1), such as `ES256`. */
  readonly alg: string
  readonly kid?: string
  /** The signature as a JWS has it: for ECDSA that is r and s one after the other (RFC 7518 §3.4), not DER. */
  sign(data: Uint8Array): Promise<Uint8Array>
}

/** A private key as a JWK (RFC 7517 §4, RFC 7518 §6). */
export interface PrivateJwk {
  readonly kty?: string | undefined
  readonly crv?: string | undefined
  readonly alg?: string | undefined
  readonly kid?: string | undefined
  readonly d?: string | undefined
}

/** A private key as the platform keeps it, a `CryptoKey` of Web Cryptography by its shape. */
export interface PlatformKey {
  readonly type: string
  readonly algorithm: { readonly name: string }
  readonly usages: readonly string[]
}

/** A private key, as a JWK or as the platform keeps it, or what signs in its place. */
export type SigningKey = PlatformKey | PrivateJwk | Signer

/** What a key may not say of itself. */
export interface SigningOptions {
  /** The algorithm's name (RFC 7518 §3.1). Unless given, that of the key; for an RSA key as a JWK without one, `RS256`. */
  readonly alg?: string
  /** The name by which the other side knows the key; that of the key unless given. */
  readonly kid?: string
  /** What else the header is to say, such as `x5t#S256`, the thumbprint of a certificate (RFC 7515 §4.1.8). */
  readonly header?: Readonly<Record<string, string>>
}

/** Makes a JWT (RFC 7519) of claims and the type of its header. */
export type Sign = (claims: JsonObject, typ: string | undefined) => Promise<string>

const curves: ReadonlyMap<unknown, string> = /* @__PURE__ */ new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['P-521', 'ES512'],
  ['Ed25519', 'EdDSA'],
])

/** Throws `invalid_options` when the key is not private, it is not clear how it signs, or it does not sign as it is told to. */
export function signingWith(key: SigningKey, options: SigningOptions = {}): Sign {
  const { alg = algorithmOf(key), kid = nameOf(key), header: more } = options
  if (!alg || alg === 'none' || alg.startsWith('HS') || !isPrivate(key) || !signsBy(key, alg))
    throw new OAuthError('invalid_options', { name: 'key' })
  return (claims, typ) => {
    const header = { ...more, ...headerOf(alg, kid, typ) }
    return isSigner(key) ? signedBy(key, header, claims) : signed(key as CryptoKey | JWK, header, claims)
  }
}

/** Signs with a secret that both sides know. */
export function signingWithSecret(secret: string, alg: 'HS256' | 'HS384' | 'HS512'): Sign {
  const key = new TextEncoder().encode(secret)
  return (claims, typ) => signed(key, headerOf(alg, undefined, typ), claims)
}

interface Header extends JWSHeaderParameters {
  readonly alg: string
}

function headerOf(alg: string, kid: string | undefined, typ: string | undefined): Header {
  return present({ alg, kid, typ })
}

function signed(key: CryptoKey | JWK | Uint8Array, header: Header, claims: JsonObject): Promise<string> {
  return new CompactSign(encoded(claims)).setProtectedHeader(header).sign(key)
}

/** RFC 7515 §5.1. */
async function signedBy({ sign }: Signer, header: Header, claims: JsonObject): Promise<string> {
  const input = [header, claims].map(part => base64url.encode(encoded(part))).join('.')
  return `${input}.${base64url.encode(await sign(new TextEncoder().encode(input)))}`
}

function encoded(part: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(part))
}

function isSigner(key: SigningKey): key is Signer {
  return 'sign' in key && typeof key.sign === 'function'
}

function isOfPlatform(key: SigningKey): key is PlatformKey {
  return 'usages' in key
}

function isPrivate(key: SigningKey): boolean {
  if (isOfPlatform(key)) return key.type === 'private' && key.usages.includes('sign')
  return isSigner(key) || typeof key.d === 'string'
}

/** Whether a key can sign by this algorithm, as far as it tells. */
function signsBy(key: SigningKey, alg: string): boolean {
  const own = algorithmOf(key)
  if (isSigner(key)) return own === alg
  const { kty, crv } = algorithms[alg] ?? {}
  if (isOfPlatform(key)) return own === alg || (crv !== undefined && crv === algorithms[String(own)]?.crv)
  return kty !== undefined && key.kty === kty && key.crv === crv && (key.alg === undefined || key.alg === alg)
}

function nameOf(key: SigningKey): string | undefined {
  return isOfPlatform(key) ? undefined : key.kid
}

function algorithmOf(key: SigningKey): string | undefined {
  if (isOfPlatform(key)) return algorithmIn(key)
  if (isSigner(key) || key.alg !== undefined) return key.alg
  return key.kty === 'RSA' ? 'RS256' : curves.get(key.crv)
}

function algorithmIn({ algorithm }: PlatformKey): string | undefined {
  const {
    name,
    namedCurve = name,
    hash,
  } = algorithm as PlatformKey['algorithm'] & { namedCurve?: string; hash?: PlatformKey['algorithm'] }
  const bits = hash?.name.replace('SHA-', '')
  if (name === 'RSASSA-PKCS1-v1_5') return `RS${bits}`
  return name === 'RSA-PSS' ? `PS${bits}` : curves.get(namedCurve)
}
