import { OAuthError } from '../errors.js'
import type { User } from '../token-set.js'
import type { Jwks } from './key-set.js'
import type { Client } from './registration.js'
import { isBy, isFor, verifySignature } from './signature.js'
import { userinfoIn } from './userinfo-response.js'

/**
 * Reads user info that is a JWT (OpenID Connect Core §5.3.2), its signature verified: by this server, for this client, about this
 * user. Throws `userinfo_invalid` with the `claim` that is wrong; with `reason: 'unknown_key'` when fetching the keys again may mend it.
 */
export async function verifyUserinfo(
  jwt: string,
  client: Client,
  subject: string | undefined,
  keys: Jwks,
): Promise<User> {
  const signed = await verifySignature(jwt, keys, 'userinfo_invalid', client.userinfoSignedResponseAlg)
  if (!isBy(client, signed)) throw wrong('iss')
  if (!isFor(client, signed.claims)) throw wrong('aud')
  return userinfoIn(signed.claims, subject, client.quirks)
}

function wrong(claim: string): OAuthError {
  return new OAuthError('userinfo_invalid', { claim })
}
