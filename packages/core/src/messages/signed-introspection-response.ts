import { OAuthError } from '../errors.js'
import { type Introspection, introspectionOf } from './introspection-response.js'
import { isObject } from './json.js'
import type { Jwks } from './key-set.js'
import type { Client } from './registration.js'
import { isBy, isFor, verifySignature } from './signature.js'
import { clockTolerance } from './tolerance.js'

const type = /^(application\/)?token-introspection\+jwt$/i

/**
 * Reads an introspection answer that is a JWT (RFC 9701 §5), its signature verified. It must be of this type, by this server, for
 * this resource server, and new. Throws `introspection_invalid` with the `claim` that is wrong; with `reason: 'unknown_key'` when
 * fetching the keys again may mend it.
 */
export async function verifyIntrospection(
  jwt: string,
  client: Client,
  keys: Jwks,
  wall: number,
): Promise<Introspection> {
  const signed = await verifySignature(jwt, keys, 'introspection_invalid', client.introspectionSignedResponseAlg)
  const { claims, header } = signed
  const { iat, token_introspection: introspection } = claims
  if (typeof header.typ !== 'string' || !type.test(header.typ)) throw wrong('typ')
  if (!isBy(client, signed)) throw wrong('iss')
  if (!isFor(client, claims)) throw wrong('aud')
  if (typeof iat !== 'number' || Math.abs(wall - iat * 1000) > clockTolerance) throw wrong('iat')
  if (!isObject(introspection)) throw wrong('token_introspection')
  return introspectionOf(introspection)
}

function wrong(claim: string): OAuthError {
  return new OAuthError('introspection_invalid', { claim })
}
