import { filledSecret } from './client-secret.js'
import type { Jwks } from './key-set.js'

/**
 * What verifies the id_tokens of a client with a secret, for whom the server signs them with that secret (`HS256`, OpenID Connect Core
 * §3.1.3.7): give it to a grant as `keys`. A signature made with any other key is then refused. Throws `invalid_options` when
 * the secret is empty.
 */
export function keysOfSecret(secret: string): Jwks {
  return { keys: [], secret: filledSecret(secret) }
}
