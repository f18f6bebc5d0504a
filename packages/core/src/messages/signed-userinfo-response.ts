import { OAuthError } from '../errors.js'
import type { User } from '../token-set.js'
import { isStrings } from './json.js'
import type { Jwks } from './key-set.js'
import type { Client } from './registration.js'
import { verifySignature } from './signature.js'
import { userinfoIn } from './userinfo-response.js'

/**
 * Reads user info that is a JWT (OpenID Connect Core §5.3.2), its signature verified: by this server, for this client, about this
 * user. Throws `userinfo_invalid` with the `claim` that is wrong; with `reason: 'unknown_key'` when fetching the keys again may mend it.
 */
export async function verifyUserinfo(
  jwt: string,
  { server, clientId, quirks }: Client,
  subject: string | undefined,
  keys: Jwks,
): Promise<User> {
  const { claims } = await verifySignature(jwt, keys, 'userinfo_invalid')
  const { iss, aud } = claims
  if (![server.issuer, ...(quirks?.issuers ?? [])].some(issuer => issuer === iss)) throw wrong('iss')
  if (aud !== clientId && !(isStrings(aud) && aud.includes(clientId))) throw wrong('aud')
  return userinfoIn(claims, subject, quirks)
}

function wrong(claim: string): OAuthError {
  return new OAuthError('userinfo_invalid', { claim })
}
