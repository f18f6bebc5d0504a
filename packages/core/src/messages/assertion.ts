import { type Clock, systemClock } from '../ports/clock.js'
import { type Sign, type SigningKey, type SigningOptions, signingWith } from './signing-key.js'

export type { PlatformKey, PrivateJwk, Sign, Signer, SigningKey, SigningOptions } from './signing-key.js'

/** What an assertion says (RFC 7523 §3). */
export interface Assertion {
  readonly issuer: string
  /** Whom it is about; the issuer itself unless given. */
  readonly subject?: string | undefined
  /** Whom it is for: the authorization server, by the name that it wants to be called. */
  readonly audience: string
  /** Milliseconds; two minutes unless given. */
  readonly lifetime?: number | undefined
  /** The `typ` of its header (RFC 8725 §3.11). */
  readonly type?: string | undefined
  /** What the provider wants beyond the specification, such as `scope`. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined
}

/** What may be set for an assertion. */
export interface AssertionOptions extends SigningOptions {
  readonly clock?: Clock | undefined
}

const usualLifetime = 120_000

/** A new assertion, good for one request. Throws `invalid_options` when the key is not private, it is not clear how it signs, or it does not sign as it is told to. */
export async function signAssertion(
  key: SigningKey,
  assertion: Assertion,
  options: AssertionOptions = {},
): Promise<string> {
  return signedAssertion(signingWith(key, options), assertion, options.clock)
}

/** The same, by whatever signs. */
export function signedAssertion(sign: Sign, assertion: Assertion, clock: Clock = systemClock): Promise<string> {
  const { issuer, subject = issuer, audience, lifetime = usualLifetime, type, claims } = assertion
  const wall = clock.wall()
  const times = { iat: Math.floor(wall / 1000), exp: Math.floor((wall + lifetime) / 1000) }
  return sign({ ...claims, iss: issuer, sub: subject, aud: audience, jti: crypto.randomUUID(), ...times }, type)
}
