import pkceChallenge from 'pkce-challenge'

/** A secret of the client and its SHA-256 (RFC 7636 §4.1 and §4.2, method S256). */
export interface Pkce {
  readonly codeVerifier: string
  readonly codeChallenge: string
}

/** Makes a new pair for one authorization request. */
export async function pkce(): Promise<Pkce> {
  const { code_verifier, code_challenge } = await pkceChallenge()
  return { codeVerifier: code_verifier, codeChallenge: code_challenge }
}
