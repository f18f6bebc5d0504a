import { OAuthError } from '../errors.js'
import { type AuthorizationResponse, authorizationResponseIn } from './authorization-response.js'
import type { JsonObject } from './json.js'
import type { Jwks } from './key-set.js'
import type { Client } from './registration.js'
import { isBy, isFor, verifySignature } from './signature.js'
import { clockTolerance } from './tolerance.js'

/**
 * Reads an authorization response that is a JWT (JARM §2.4), its signature verified: by this server, for this client, and not too
 * old. Throws `issuer_mismatch` when another server signed it; `authorization_response_invalid` with the `claim` that is wrong, with
 * `reason: 'unknown_key'` when fetching the keys again may mend it; and as `parseAuthorizationResponse`.
 */
export async function verifySignedResponse(
  jwt: string,
  client: Client,
  keys: Jwks,
  wall: number,
): Promise<AuthorizationResponse> {
  const signed = await verifySignature(
    jwt,
    keys,
    'authorization_response_invalid',
    client.authorizationSignedResponseAlg,
  )
  const { claims } = signed
  const { exp } = claims
  if (!isBy(client, signed)) throw new OAuthError('issuer_mismatch', { named: true })
  if (!isFor(client, claims)) throw wrong('aud')
  if (typeof exp !== 'number' || exp * 1000 <= wall - clockTolerance) throw wrong('exp')
  return authorizationResponseIn(asParameters(claims))
}

function asParameters(claims: JsonObject): URLSearchParams {
  const said = Object.entries(claims).filter(([, value]) => typeof value === 'string' || typeof value === 'number')
  return new URLSearchParams(said.map(([name, value]) => [name, String(value)]))
}

function wrong(claim: string): OAuthError {
  return new OAuthError('authorization_response_invalid', { claim })
}
