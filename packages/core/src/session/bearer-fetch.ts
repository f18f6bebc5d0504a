import { isSpent } from '../endpoints/spent-body.js'
import { isOAuthError, OAuthError } from '../errors.js'
import { isSwitched, whyOver } from './grant-record.js'
import { lazy } from './lazy.js'
import type { DeclaredResource } from './resources.js'

/** Which token a request needs. The signal ends the waiting for it, never its renewal. */
interface Asked {
  readonly resource: string
  readonly rejected?: string
  readonly signal: AbortSignal | undefined
}

/** The platform's, on behalf of `whose`. A relative address counts from `base`. */
type BearerFetch = (input: RequestInfo | URL, init?: RequestInit, whose?: string, base?: string) => Promise<Response>

const stepUp = lazy(() => import('../messages/step-up.js'))

/**
 * The platform's `fetch` with an access token in the `Authorization` header (RFC 6750 §2.1). Rejects with
 * `undeclared_origin` before anything is sent elsewhere than to a declared resource. A token that the resource rejects
 * is renewed and the request repeated, once, where its body can be sent again. Rejects with `step_up_required` where the resource wants
 * the user to sign in more strongly or more recently (RFC 9470), and with `session_ended` where somebody else has signed in before
 * the answer came: what was asked for one user (`whose`, by subject) is neither sent, repeated nor answered for another.
 */
export function bearerFetch(
  resources: readonly DeclaredResource[],
  token: (asked: Asked) => Promise<string>,
  send: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init),
  subject: () => string | undefined = () => undefined,
): BearerFetch {
  return async (input, init = {}, whose, base) => {
    const request = typeof input === 'string' ? undefined : ofThisRealm(input)
    const url = new URL(request?.url ?? `${input}`, base ?? globalThis.location?.href)
    const checked = request ?? url.href
    const { name: resource, prefix } = resourceAt(resources, url)
    const signal = init.signal ?? request?.signal

    const spare = request && !init.body ? request.clone() : checked
    const headers = new Headers(init.headers ?? request?.headers)

    const accessToken = await token({ resource, signal })
    const asker = whose ?? subject()
    const sendWith = async (what: RequestInfo, accessToken: string) => {
      if (isSwitched(asker, subject())) throw whyOver('active')
      headers.set('authorization', `Bearer ${accessToken}`)
      const response = await send(what, { ...init, headers })
      if (isSwitched(asker, subject())) return refuse(response, whyOver('active'))
      const challenge = response.headers.get('www-authenticate')
      if (response.status !== 401 || !challenge?.includes('insufficient_user_authentication')) return response
      const error = (await stepUp()).stepUpIn(challenge, prefix.origin, accessToken)
      return error ? refuse(response, error) : response
    }

    const response = await sendWith(checked, accessToken)
    if (!isRejection(response) || isSpent(init.body)) return response

    const another = await token({ resource, signal, rejected: accessToken }).catch(error => {
      if (isOAuthError(error)) return undefined
      throw error
    })
    if (another === undefined) return response
    await response.body?.cancel()
    return sendWith(spare, another)
  }
}

/** What is no `Request` here is read as `fetch` would read it: its address might be another one than it says. */
function ofThisRealm(input: Request | URL): Request {
  return input instanceof Request ? input : new Request(input)
}

/** {@link bearerFetch}, with proofs where tokens are bound to a key. */
export async function bearer(
  resources: readonly DeclaredResource[],
  token: (asked: Asked) => Promise<string>,
  loadProof?: () => Promise<{ fetch(): typeof globalThis.fetch }>,
  subject?: () => string | undefined,
): Promise<BearerFetch> {
  return bearerFetch(resources, token, (await loadProof?.())?.fetch(), subject)
}

async function refuse(response: Response, error: OAuthError): Promise<never> {
  await response.body?.cancel()
  throw error
}

/** RFC 6750 §3.1. A challenge that cannot be read, as across origins, is taken for a rejected token. */
function isRejection(response: Response): boolean {
  if (response.status !== 401) return false
  const challenge = response.headers.get('www-authenticate')
  return challenge === null || !/error="?(insufficient_scope|invalid_request)/.test(challenge)
}

/** Whose URL it is. Throws `undeclared_origin`. */
export function resourceAt(declared: readonly DeclaredResource[], url: URL): DeclaredResource {
  const found = declared.find(({ prefix }) => isWithin(url, prefix))
  if (!found) throw new OAuthError('undeclared_origin', { origin: url.origin })
  return found
}

function isWithin(url: URL, prefix: URL): boolean {
  const path = prefix.pathname.replace(/\/$/, '')
  return url.origin === prefix.origin && (url.pathname === path || url.pathname.startsWith(`${path}/`))
}
