import { OAuthError } from '../errors.js'
import { clockTolerance } from './id-token.js'
import { type Introspection, introspectionOf } from './introspection-response.js'
import { isObject, isStrings } from './json.js'
import type { Jwks } from './key-set.js'
import { verifySignature } from './signature.js'

/** What a signed introspection answer must say. */
export interface ExpectedIntrospection {
  readonly issuer: string
  /** The resource server that asked. */
  readonly clientId: string
  readonly keys: Jwks
  /** Wall clock, milliseconds. */
  readonly wall: number
}

const type = /^(application\/)?token-introspection\+jwt$/i

/**
 * Reads an introspection answer that is a JWT (RFC 9701 §5), its signature verified. It must be of this type, by this server, for
 * this resource server, and new. Throws `introspection_invalid` with the `claim` that is wrong; with `reason: 'unknown_key'` when
 * fetching the keys again may mend it.
 */
export async function verifyIntrospection(jwt: string, expected: ExpectedIntrospection): Promise<Introspection> {
  const { claims, header } = await verifySignature(jwt, expected.keys, 'introspection_invalid')
  const { iss, aud, iat, token_introspection: introspection } = claims
  if (typeof header.typ !== 'string' || !type.test(header.typ)) throw wrong('typ')
  if (iss !== expected.issuer) throw wrong('iss')
  if (aud !== expected.clientId && !(isStrings(aud) && aud.includes(expected.clientId))) throw wrong('aud')
  if (typeof iat !== 'number' || Math.abs(expected.wall - iat * 1000) > clockTolerance) throw wrong('iat')
  if (!isObject(introspection)) throw wrong('token_introspection')
  return introspectionOf(introspection)
}

function wrong(claim: string): OAuthError {
  return new OAuthError('introspection_invalid', { claim })
}
