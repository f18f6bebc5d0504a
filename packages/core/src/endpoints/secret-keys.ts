import { OAuthError } from '../errors.js'
import { filledSecret } from '../messages/client-secret.js'
import type { Jwks } from '../messages/key-set.js'
import type { Registration } from '../messages/registration.js'
import { none } from './client-authentication.js'

/**
 * What verifies the id_tokens of a client with a secret, for whom the server signs them with that secret (`HS256`, OpenID Connect Core
 * §3.1.3.7): give it to a grant as `keys`. A signature made with any other key is then refused. Throws `invalid_options` when
 * the client is public, so that everybody knows what it calls its secret, or the secret is empty.
 */
export function keysOfSecret(secret: string, { authentication }: Pick<Registration, 'authentication'>): Jwks {
  if (authentication === none) throw new OAuthError('invalid_options', { name: 'authentication' })
  return { keys: [], secret: filledSecret(secret) }
}
