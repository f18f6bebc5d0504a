export type { SecretEncoding } from '../messages/client-secret.js'
export type { ClientAuthentication } from '../messages/registration.js'

import { OAuthError } from '../errors.js'
import { setClientId } from '../messages/client-id.js'
import { basicCredentials, filledSecret, type SecretEncoding } from '../messages/client-secret.js'
import { setParameters } from '../messages/parameters.js'
import type { ClientAuthentication } from '../messages/registration.js'

/** A public client: it only says who it is (RFC 6749 §3.2.1). */
export const none: ClientAuthentication = (_headers, body, { clientId }) => {
  setClientId(body, clientId)
}

/**
 * A client that its certificate makes known (RFC 8705 §2): it only says who it is, at the addresses that the server has for this.
 * Its connections present the certificate, so it needs a `fetch` that has it.
 */
export const tlsClient: ClientAuthentication = /* @__PURE__ */ Object.assign(
  (...request: Parameters<ClientAuthentication>) => none(...request),
  { byCertificate: true } as const,
)

/**
 * A secret in the Authorization header (RFC 6749 §2.3.1). The encoding is `minimal` unless a server needs another.
 * Throws `invalid_options` when the secret is empty.
 */
export function clientSecretBasic(
  secret: string,
  options: { readonly encoding?: SecretEncoding } = {},
): ClientAuthentication {
  const { encoding = 'minimal' } = options
  const filled = filledSecret(secret)
  return (headers, _body, { clientId }) => headers.set('authorization', basicCredentials(clientId, filled, encoding))
}

/** A secret in the form (RFC 6749 §2.3.1), for servers that take it no other way. Throws `invalid_options` when it is empty. */
export function clientSecretPost(secret: string): ClientAuthentication {
  const clientSecret = filledSecret(secret)
  return (_headers, body, { clientId }) => {
    setParameters(body, { clientId, clientSecret })
  }
}

/**
 * A secret sent the way the server's metadata asks for: in the header, unless it takes secrets only in the form.
 * Throws `invalid_options` when it is empty.
 */
export function clientSecret(secret: string): ClientAuthentication {
  const basic = clientSecretBasic(secret)
  const post = clientSecretPost(secret)
  return (headers, body, client) => {
    const { tokenEndpointAuthMethodsSupported: methods } = client.server
    const onlyPost = methods?.includes('client_secret_post') && !methods.includes('client_secret_basic')
    return (onlyPost ? post : basic)(headers, body, client)
  }
}

/** How a confidential client says who it is: by a secret, sent as {@link clientSecret} does, or in another way. */
export type Credentials =
  | { readonly clientSecret: string; readonly authentication?: undefined }
  | { readonly clientSecret?: undefined; readonly authentication: ClientAuthentication }

/** What these credentials mean; without any, the client is public. Throws `invalid_options` when the secret is empty, or is not the only one. */
export function authenticationOf({ clientSecret: secret, authentication }: Partial<Credentials>): ClientAuthentication {
  if (secret === undefined) return authentication ?? none
  if (authentication !== undefined) throw new OAuthError('invalid_options', { name: 'authentication' })
  return clientSecret(secret)
}
