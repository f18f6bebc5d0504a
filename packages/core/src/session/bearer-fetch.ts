import { isOAuthError, OAuthError } from '../errors.js'
import type { Wanted } from './grant-record.js'
import type { DeclaredResource } from './resources.js'

/**
 * The platform's `fetch` with an access token in the `Authorization` header (RFC 6750 §2.1). Rejects with
 * `undeclared_origin` before anything is sent elsewhere than to a declared resource. A token that the resource rejects
 * is renewed and the request repeated, once, where its body can be sent again.
 */
export function bearerFetch(
  resources: readonly DeclaredResource[],
  token: (want: Wanted, rejected?: string) => Promise<string>,
  send: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init),
): typeof globalThis.fetch {
  return async (input, init) => {
    const request = input instanceof Request
    const want = wantAt(resources, new URL(request ? input.url : input, globalThis.location?.href))

    const spare = request && input.body && !init?.body ? input.clone() : input
    const headers = new Headers(init?.headers ?? (request ? input.headers : undefined))
    const sendWith = (what: RequestInfo | URL, accessToken: string) => {
      headers.set('authorization', `Bearer ${accessToken}`)
      return send(what, { ...init, headers })
    }

    const accessToken = await token(want)
    const response = await sendWith(input, accessToken)
    if (!isRejection(response) || init?.body instanceof ReadableStream) return response

    const another = await token(want, accessToken).catch(error => {
      if (isOAuthError(error)) return undefined
      throw error
    })
    if (another === undefined) return response
    await response.body?.cancel()
    return sendWith(spare, another)
  }
}

/** RFC 6750 §3.1. A challenge that cannot be read, as across origins, is taken for a rejected token. */
function isRejection(response: Response): boolean {
  if (response.status !== 401) return false
  const challenge = response.headers.get('www-authenticate')
  return challenge === null || !/error="?(insufficient_scope|invalid_request)/.test(challenge)
}

/** What is wanted for a URL. Throws `undeclared_origin`. */
export function wantAt(declared: readonly DeclaredResource[], url: URL): Wanted {
  const found = declared.find(({ prefix }) => isWithin(url, prefix))
  if (!found) throw new OAuthError('undeclared_origin', { origin: url.origin })
  return found.want
}

function isWithin(url: URL, prefix: URL): boolean {
  const path = prefix.pathname.replace(/\/$/, '')
  return url.origin === prefix.origin && (url.pathname === path || url.pathname.startsWith(`${path}/`))
}
