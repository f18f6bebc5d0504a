import { OAuthError } from '../errors.js'
import { type AuthorizationResponse, authorizationResponseIn } from './authorization-response.js'
import { clockTolerance } from './id-token.js'
import { isStrings, type JsonObject } from './json.js'
import type { Jwks } from './key-set.js'
import { verifySignature } from './signature.js'

/** What a signed authorization response must say. */
export interface ExpectedSignedResponse {
  readonly issuer: string
  /** Others whom it may name instead. */
  readonly issuers?: readonly string[] | undefined
  readonly clientId: string
  readonly keys: Jwks
  /** Wall clock, milliseconds. */
  readonly wall: number
}

/**
 * Reads an authorization response that is a JWT (JARM §2.4), its signature verified: by this server, for this client, and not too
 * old. Throws `issuer_mismatch` when another server signed it; `authorization_response_invalid` with the `claim` that is wrong, with
 * `reason: 'unknown_key'` when fetching the keys again may mend it; and as `parseAuthorizationResponse`.
 */
export async function verifySignedResponse(
  jwt: string,
  { issuer, issuers = [], clientId, keys, wall }: ExpectedSignedResponse,
): Promise<AuthorizationResponse> {
  const { claims } = await verifySignature(jwt, keys, 'authorization_response_invalid')
  const { iss, aud, exp } = claims
  if (![issuer, ...issuers].some(known => known === iss)) throw new OAuthError('issuer_mismatch', { named: true })
  if (aud !== clientId && !(isStrings(aud) && aud.includes(clientId))) throw wrong('aud')
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
