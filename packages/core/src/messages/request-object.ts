import { type Clock, systemClock } from '../ports/clock.js'
import type { AuthorizationParameters } from './authorization-request.js'
import { parameters } from './parameters.js'
import type { Client } from './registration.js'
import { type SigningKey, type SigningOptions, signingWith } from './signing-key.js'

/** An authorization request that the client signs (RFC 9101). */
export interface RequestObject {
  /** What is sent in place of the parameters: who asks, and all of them signed. Rejects with `credential_unavailable`, and `invalid_options`. */
  parameters(client: Client, asked: AuthorizationParameters): Promise<URLSearchParams>
  /** The address to send the user to. Rejects likewise, and as `authorizationRequest`. */
  address(client: Client, asked: AuthorizationParameters): Promise<string>
}

/** How a request is signed. */
export interface RequestObjectOptions extends SigningOptions {
  /** How long the user may take to come to the server with it, in milliseconds; two minutes unless given. */
  readonly lifetime?: number | undefined
  readonly clock?: Clock | undefined
}

const usualLifetime = 120_000

/** Puts parameters into a JWT for this server alone (RFC 9101 §4 and §10.8). Throws `invalid_options` when the key is not private. */
export async function signedParameters(
  { server, clientId, quirks }: Client,
  said: URLSearchParams,
  key: SigningKey,
  options: RequestObjectOptions,
): Promise<URLSearchParams> {
  const { lifetime = usualLifetime, clock = systemClock } = options
  const sign = signingWith(key, options)
  quirks?.writeParameters?.(said)
  const iat = Math.floor(clock.wall() / 1000)
  const times = { iat, nbf: iat, exp: iat + Math.floor(lifetime / 1000) }
  const about = { iss: clientId, aud: server.issuer, jti: crypto.randomUUID(), ...times }
  const request = await sign({ ...asClaims(said), ...about }, 'oauth-authz-req+jwt')
  return parameters({ clientId, request })
}

/** What is no text outside of a JWT neither is in it (RFC 9101 §4); what comes more than once is a list. */
function asClaims(said: URLSearchParams): Readonly<Record<string, unknown>> {
  const names = [...new Set(said.keys())]
  return Object.fromEntries(
    names.map(name => {
      const [value = '', ...others] = said.getAll(name)
      if (others.length > 0) return [name, [value, ...others]]
      return [name, name === 'max_age' || name === 'authorization_details' ? JSON.parse(value) : value]
    }),
  )
}
