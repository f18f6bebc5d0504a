import type { Fetch } from '../ports/fetch.js'

/** Binds tokens to a key that only this client holds, and proves with each request that it does (RFC 9449). */
export interface ProofOfPossession {
  /** Names the key: `dpop_jkt` (RFC 9449 §10). Looks for the key anew, and rejects when it cannot be had. */
  thumbprint(): Promise<string>
  /**
   * Makes a request of a token endpoint with a proof; once more, all of it, when the server only wants another proof. Throws
   * `token_unbound` when a bearer token comes of it (RFC 9449 §5), unless a refresh token was spent for it: what came is kept then.
   */
  ask<A extends { readonly text: string }>(attempt: (send: Fetch) => Promise<A>, send: Fetch): Promise<A>
  /**
   * A `fetch` that turns the bearer token of a request into one with a proof (RFC 9449 §7.1). It is sent once more when the server
   * only wants another proof, where its body can be sent again. No redirect is followed, because the proof would go with it:
   * that rejects with `redirect_refused`, and a last refusal of the proof with `request_refused`.
   */
  fetch(send?: typeof globalThis.fetch): typeof globalThis.fetch
  /** Options for a request of the protocol itself that carries an access token, such as user info: made with the same `fetch`. */
  over<O extends { readonly fetch?: Fetch | undefined }>(options: O): O & { readonly fetch: Fetch }
}
