export type { PlatformKey, PrivateJwk, Signer, SigningKey } from '../messages/signing-key.js'

import { type AssertionOptions, signedAssertion } from '../messages/assertion.js'
import { filledSecret } from '../messages/client-secret.js'
import { setParameters } from '../messages/parameters.js'
import type { ClientAuthentication } from '../messages/registration.js'
import { type Sign, type SigningKey, signingWith, signingWithSecret } from '../messages/signing-key.js'
import type { Clock } from '../ports/clock.js'

/** What a provider may want in another way than RFC 10070 does. */
export interface ClientAssertionOptions {
  /**
   * Whom the assertion is for: the issuer alone unless given. Give a fixed text for a provider that wants another; never what a
   * server says of itself, for so one server could have you sign for another (RFC 10070 §4).
   */
  readonly audience?: string | undefined
  /** The `typ` of its header: `client-authentication+jwt` unless given. */
  readonly type?: string | undefined
  readonly clock?: Clock | undefined
}

/** How a private key proves who the client is. */
export type PrivateKeyJwtOptions = ClientAssertionOptions & AssertionOptions

/** How a secret does. */
export interface ClientSecretJwtOptions extends ClientAssertionOptions {
  /** `HS256` unless given. */
  readonly alg?: 'HS256' | 'HS384' | 'HS512' | undefined
}

/**
 * A client that signs who it is with its private key, anew for each attempt (RFC 7523 §2.2, RFC 10070).
 * Throws `invalid_options` when the key is not private, it is not clear how it signs, or it does not sign as it is told to.
 */
export function privateKeyJwt(key: SigningKey, options: PrivateKeyJwtOptions = {}): ClientAuthentication {
  return byAssertion(signingWith(key, options), options)
}

/**
 * A client that signs who it is with its secret, which is not sent (OpenID Connect Core §9), anew for each attempt.
 * Throws `invalid_options` when the secret is empty.
 */
export function clientSecretJwt(secret: string, options: ClientSecretJwtOptions = {}): ClientAuthentication {
  const { alg = 'HS256' } = options
  return byAssertion(signingWithSecret(filledSecret(secret), alg), options)
}

const clientAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

function byAssertion(sign: Sign, options: ClientAssertionOptions): ClientAuthentication {
  const { type = 'client-authentication+jwt', clock } = options
  return async (_headers, body, { server, clientId }) => {
    const { audience = server.issuer } = options
    const clientAssertion = await signedAssertion(sign, { issuer: clientId, audience, type }, clock)
    setParameters(body, { clientId, clientAssertionType, clientAssertion })
  }
}
