import { randomId, sha256 } from '../session/digest.js'

/** A secret of the client and its SHA-256 (RFC 7636 §4.1 and §4.2, method S256). */
export interface Pkce {
  readonly codeVerifier: string
  readonly codeChallenge: string
}

/** Makes a new pair for one authorization request: of 256 random bits, as RFC 7636 §7.1 recommends. */
export async function pkce(): Promise<Pkce> {
  const codeVerifier = randomId() + randomId()
  return { codeVerifier, codeChallenge: await sha256(codeVerifier) }
}
