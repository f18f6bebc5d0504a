import { isOAuthError, OAuthError } from '../errors.js'
import { retryAfter } from '../messages/error-response.js'
import { httpDate } from '../messages/http-date.js'
import type { Registration } from '../messages/registration.js'
import { sentSecrets } from '../messages/sent-secrets.js'
import type { AuthenticatedEndpoints } from '../messages/server-metadata.js'
import { type Clock, systemClock } from '../ports/clock.js'
import type { Fetch } from '../ports/fetch.js'
import { secureUrl } from '../secure-url.js'
import { networkFailure } from './network-failure.js'
import { provided } from './provided.js'

/** What a caller may set for any request. */
export interface RequestOptions {
  /** How requests are made; the platform's `fetch` unless given. */
  readonly fetch?: Fetch | undefined
  readonly clock?: Clock | undefined
  /** Milliseconds for the whole exchange, body and repetitions included; 20,000 unless given. */
  readonly timeout?: number | undefined
}

/** A request ready to be sent. */
export interface Outgoing {
  readonly address: string
  readonly init: RequestInit
  /** What must not appear in an error. */
  readonly secrets: readonly string[]
  /** The same request for another attempt. With credentials of its own: an assertion is taken only once (RFC 7523 §3). */
  again(): Promise<Outgoing>
}

/** An HTTP answer, read to its end. */
export interface Answer {
  readonly origin: string
  readonly status: number
  readonly contentType: string | undefined
  /** Milliseconds. */
  readonly retryAfter: number | undefined
  /** Milliseconds by which this machine's clock is ahead of the server's, where the server tells the time (RFC 9110 §6.6.1). */
  readonly ahead: number | undefined
  readonly text: string
  readonly secrets: readonly string[]
}

const json = 'application/json'
/** In bytes: nothing that we ask for is larger than a megabyte. */
const largestBody = 2 ** 20

/**
 * No cookies, and no redirects: a followed one would carry credentials elsewhere. No cache either, on disk or in between: it could
 * tell one user who another is, and answer a question for new keys with the old ones.
 */
const guarded: RequestInit = { credentials: 'omit', redirect: 'manual', cache: 'no-store' }

/** The address of an endpoint. Throws `endpoint_missing` when there is none, `insecure_url` when it is not https. */
export function endpointOf(address: string | undefined, endpoint: string): string {
  if (!address) throw new OAuthError('endpoint_missing', { endpoint })
  secureUrl(address, endpoint)
  return address
}

/** Where a client authenticates: a certificate may have to be shown at addresses of their own (RFC 8705 §5). */
export function authenticatedEndpoints({ server, authentication }: Registration): AuthenticatedEndpoints {
  return authentication.byCertificate ? { ...server, ...server.mtlsEndpointAliases } : server
}

/** A GET without credentials, for JSON unless the headers say otherwise. */
export function getRequest(address: string, headers: Headers = new Headers()): Outgoing {
  if (!headers.has('accept')) headers.set('accept', json)
  const outgoing: Outgoing = {
    address,
    init: { ...guarded, headers },
    secrets: sentSecrets(headers),
    again: async () => outgoing,
  }
  return outgoing
}

/** What a form's request may have beyond the form. */
export interface FormOptions {
  /** The media type that is wanted; JSON unless given. */
  readonly accept?: string
  /** Whether it outlives its page. */
  readonly keepalive?: boolean
}

/** A form with the client's credentials. Rejects with `credential_unavailable`. */
export async function formRequest(
  registration: Registration,
  address: string,
  parameters: URLSearchParams,
  options: FormOptions = {},
): Promise<Outgoing> {
  const { accept = json, keepalive = false } = options
  const headers = new Headers({ accept })
  const body = new URLSearchParams(parameters)
  registration.quirks?.writeParameters?.(body)
  await provided('authentication', () => registration.authentication(headers, body, registration))
  return {
    address,
    init: { ...guarded, method: 'POST', keepalive, headers, body },
    secrets: sentSecrets(headers, body),
    again: () => formRequest(registration, address, parameters, options),
  }
}

/**
 * Sends a request and reads the answer, both within the time limit.
 * Throws `timed_out`, `redirect_refused`, `answer_too_large`, or `network_failed`; with `unsent` when the server certainly saw nothing.
 */
export async function exchange(
  { address, init, secrets }: Outgoing,
  { clock = systemClock, timeout = 20_000 }: RequestOptions,
  send: Fetch,
): Promise<Answer> {
  const { origin } = new URL(address)
  const controller = new AbortController()
  const sentAt = clock.wall()

  async function answered(): Promise<Answer> {
    const response = await send(address, { ...init, signal: controller.signal })
    const { status, headers } = response
    if (isRedirect(response)) {
      void response.body?.cancel().catch(() => {})
      throw new OAuthError('redirect_refused', { origin, status: status || undefined })
    }
    return {
      origin,
      status,
      contentType: headers.get('content-type') ?? undefined,
      retryAfter: retryAfter(headers.get('retry-after'), sentAt),
      ahead: aheadOf(headers.get('date'), (sentAt + clock.wall()) / 2),
      text: await bodyOf(response, origin),
      secrets,
    }
  }

  let cancel = () => {}
  const late = new Promise<never>((_, reject) => {
    cancel = clock.after(timeout, () => {
      reject(new OAuthError('timed_out', { origin }))
      controller.abort()
    })
  })
  try {
    return await Promise.race([answered(), late])
  } catch (thrown) {
    throw isOAuthError(thrown) ? thrown : networkFailure(thrown, origin, secrets)
  } finally {
    cancel()
  }
}

/** The middle of a request is the best guess when the server looked at its clock. Across origins it is seldom allowed to say. */
function aheadOf(date: string | null, middle: number): number | undefined {
  const ahead = middle - httpDate(date)
  return Number.isFinite(ahead) ? ahead : undefined
}

/** Also one that was followed although we asked not to: native shells replace `fetch` with their own. */
function isRedirect({ type, status, redirected }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status < 400) || redirected
}

async function bodyOf(response: Response, origin: string): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  for (let size = 0; reader; ) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > largestBody) {
      void reader.cancel().catch(() => {})
      throw new OAuthError('answer_too_large', { origin })
    }
    text += decoder.decode(value, { stream: true })
  }
  return text + decoder.decode()
}
