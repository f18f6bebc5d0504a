import { lazy } from './lazy.js'
import { type DeclaredResource, wantNamed } from './resources.js'
import type { Rotation } from './rotation.js'

/** Yields access tokens for declared resources. */
export interface TokenSource<R extends string = string> {
  /**
   * A usable access token, renewed if need be. Rejects with an `OAuthError`: `not_signed_in` or `session_ended` where there is no
   * session, and with the signal's reason.
   */
  getAccessToken(options?: TokenOptions<R>): Promise<string>
  /** The platform's `fetch` with a token, for declared resources only (RFC 6750 §2.1). Its signal ends the waiting for the token, too. */
  readonly fetch: typeof globalThis.fetch
}

/** Which access token is wanted. */
export interface TokenOptions<R extends string = string> {
  /** The name of a declared resource. Without it, for the only one that is declared, or else for all that the user allowed. */
  readonly resource?: R | undefined
  /** A token that the resource has just refused: it is not answered again. */
  readonly rejected?: string | undefined
  /** Ends the waiting for the token, never its renewal. */
  readonly signal?: AbortSignal | undefined
}

/** Of these a URL says its address, and may say another one later. */
type Addressed = (RequestInfo | URL) & { readonly href?: string; toString(): string }

/** `token` gets the tokens. `loadProof`: what binds them to a key (RFC 9449). `subject`: whose they are, if anybody's, so that no answer reaches another user. */
export function tokenSource<R extends string>(
  token: Rotation['token'],
  resources: readonly DeclaredResource[],
  loadProof?: (() => Promise<{ fetch(): typeof globalThis.fetch }>) | undefined,
  subject?: () => string | undefined,
): TokenSource<R> {
  const usual = wantNamed(resources)
  const bearer = lazy(async () => (await import('./bearer-fetch.js')).bearer(resources, tokenFor, loadProof, subject))

  async function tokenFor({ resource, rejected, signal }: TokenOptions): Promise<string> {
    const asked = token(wantNamed(resources, resource), rejected)
    if (!signal) return asked
    return new Promise((resolve, reject) => {
      const stop = () => reject(signal.reason)
      asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
      signal.addEventListener('abort', stop)
      if (signal.aborted) stop()
    })
  }

  return {
    getAccessToken: options => (options ? tokenFor(options) : token(usual)),
    fetch: (input: Addressed, init) => {
      const asked = [input.href ?? input, { ...init }, subject?.(), globalThis.document?.baseURI] as const
      return bearer().then(send => send(...asked))
    },
  }
}
