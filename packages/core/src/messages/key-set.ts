import { OAuthError } from '../errors.js'
import { isObject } from './json.js'

/** One public key (RFC 7517 §4). */
export interface Jwk {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly use?: string
  readonly crv?: string
  readonly [member: string]: unknown
}

/** An authorization server's public keys (RFC 7517 §5). Plain JSON data. */
export interface Jwks {
  readonly keys: readonly Jwk[]
  /** The client's own secret in their place, from `keysOfSecret`: no server can publish one. */
  readonly secret?: string
}

/** Reads a key set; what is no key in it is left out (RFC 7517 §5). Throws `keys_invalid`. */
export function parseJwks(json: unknown): Jwks {
  if (!isObject(json) || !Array.isArray(json.keys)) throw new OAuthError('keys_invalid', { reason: 'no key set' })
  const keys = json.keys.filter(isJwk)
  if (keys.length === 0) throw new OAuthError('keys_invalid', { reason: 'no keys' })
  return { keys }
}

function isJwk(value: unknown): value is Jwk {
  return (
    isObject(value) &&
    typeof value.kty === 'string' &&
    [value.kid, value.alg, value.use, value.crv].every(member => member === undefined || typeof member === 'string')
  )
}
