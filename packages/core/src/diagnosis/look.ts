import { exchange, type Outgoing } from '../endpoints/request.js'
import { asOAuthError, type OAuthError } from '../errors.js'
import type { Clock } from '../ports/clock.js'
import type { Fetch } from '../ports/fetch.js'
import type { Finding } from './finding.js'

/** From where a diagnosis looks. */
export interface Ground {
  readonly fetch: Fetch
  readonly clock: Clock
  /** Milliseconds for each request. */
  readonly timeout: number
  readonly page: PagePlace | undefined
}

/** The pages in which a client runs. */
export interface PagePlace {
  /** As in `https://app.example.com`. */
  readonly origin: string
  /** Whether the diagnosis runs in one of them. Elsewhere it says by its requests that it comes from there, and reads the headers. */
  readonly isHere?: boolean
}

/** One request and what came of it. */
export type Sight = AnsweredSight | UnansweredSight

/** A request that was answered. */
export interface AnsweredSight {
  readonly address: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Milliseconds by which this machine's clock is ahead of the server's, where the server tells the time. */
  readonly ahead: number | undefined
  readonly failure?: undefined
}

/** A request without an answer that the library would take. */
export interface UnansweredSight {
  readonly address: string
  /** Of the answer that it would not take; absent where none was to be seen. */
  readonly status: number | undefined
  readonly headers: Headers
  readonly text: ''
  readonly ahead?: undefined
  readonly failure: OAuthError
}

/** What a check found, and what it saw. */
export interface Looked {
  readonly findings: readonly Finding[]
  readonly sight?: Sight | undefined
}

/** Sends a request and keeps whatever there is to see, also of an answer that the library would refuse. */
export async function look(outgoing: Outgoing, ground: Ground): Promise<Sight> {
  const { address, init } = outgoing
  const { clock, timeout, page } = ground
  const headers = new Headers(init.headers)
  if (page && !page.isHere) headers.set('origin', page.origin)
  let answered: Response | undefined
  const send: Fetch = async (url, request) => {
    answered = await ground.fetch(url, request)
    return answered
  }
  try {
    const sent = { ...outgoing, init: { ...init, headers, cache: 'no-store' } as const }
    const { status, text, ahead } = await exchange(sent, { clock, timeout }, send)
    return { address, status, headers: headersOf(answered), text, ahead }
  } catch (thrown) {
    const failure = asOAuthError(thrown, 'network_failed')
    const status = answered?.status || undefined
    return { address, status, headers: headersOf(answered), text: '', failure }
  }
}

/** Whether anything answers at an address, for a page that may not read what. */
export async function isThere(address: string, { fetch, clock, timeout }: Ground): Promise<boolean> {
  const init = { mode: 'no-cors', credentials: 'omit', cache: 'no-store' } as const
  const outgoing: Outgoing = { address, init, secrets: [], again: async () => outgoing }
  return exchange(outgoing, { clock, timeout }, fetch).then(
    () => true,
    ({ code }) => code === 'redirect_refused',
  )
}

/** A `fetch` of somebody else's may answer anything. */
function headersOf(answered: Response | undefined): Headers {
  return answered?.headers instanceof Headers ? answered.headers : new Headers()
}
