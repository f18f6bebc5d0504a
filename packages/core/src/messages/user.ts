import type { User } from '../token-set.js'
import { filled, type JsonObject, present } from './json.js'

/** Claims about the token and not about the user: most of them change with every id_token. */
const aboutTheToken: ReadonlySet<string> = new Set([
  'iss',
  'aud',
  'azp',
  'exp',
  'iat',
  'nbf',
  'jti',
  'nonce',
  'at_hash',
  'c_hash',
  's_hash',
])

/**
 * The user whom claims describe (OpenID Connect Core §5.1). A name, address or picture that is no text is left out; the order in which claims
 * come makes no other user.
 */
export function userOf(claims: JsonObject, sub: string): User {
  const kept = Object.entries(claims)
    .filter(([name]) => !aboutTheToken.has(name))
    .sort()
  const { name, email, picture, ...others } = Object.fromEntries(kept)
  return { ...others, sub, ...present({ name: filled(name), email: filled(email), picture: filled(picture) }) }
}
