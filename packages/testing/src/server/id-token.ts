import { sha256 } from './digest.js'
import type { Family } from './families.js'
import type { Ground } from './ground.js'
import { claimsOf } from './users.js'

const hour = 3_600

/** An id_token about who signed in, bound to the access token that comes with it (OpenID Connect Core §2 and §3.1.3.6). */
export async function idToken(
  { issuer, users, keys, wall }: Ground,
  { clientId, subject, scope, authTime }: Family,
  { accessToken, nonce }: { readonly accessToken: string; readonly nonce?: string | undefined },
): Promise<string> {
  const iat = Math.floor(wall() / 1000)
  return keys.sign({
    ...claimsOf(users, subject, scope),
    iss: issuer,
    sub: subject,
    aud: clientId,
    iat,
    exp: iat + hour,
    nonce,
    auth_time: Math.floor(authTime / 1000),
    at_hash: await sha256(accessToken, 'left half'),
  })
}
