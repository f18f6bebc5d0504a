export type { ProofKeyPair } from '../messages/dpop-proof.js'
export type { ProofOfPossession } from '../messages/proof-of-possession.js'

import { asOAuthError, type ErrorCode, OAuthError } from '../errors.js'
import {
  challengeErrorIn,
  isAboutProof,
  isBearer,
  nonceIn,
  type ProofKeyPair,
  type Prover,
  proverWith,
} from '../messages/dpop-proof.js'
import { httpDate } from '../messages/http-date.js'
import { jsonObject } from '../messages/json.js'
import type { ProofOfPossession } from '../messages/proof-of-possession.js'
import { type Clock, systemClock } from '../ports/clock.js'
import { type Fetch, systemFetch } from '../ports/fetch.js'
import { isSpent } from './spent-body.js'

/** What a server wants of proofs, as far as it has told. */
interface Wishes {
  readonly nonce?: string | undefined
  /** How far its clock is ahead of ours, in milliseconds. */
  readonly ahead: number
}

/** Servers take a proof that is minutes old or early; a smaller difference than this is the way of the answer. */
const noticed = 5_000

/** A key pair for proofs whose private half no script can read. Rejects where there is no cryptography, as over plain http. */
export async function dpopKeyPair(): Promise<ProofKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
}

function inMemory(): () => Promise<ProofKeyPair> {
  let made: Promise<ProofKeyPair> | undefined
  return () => {
    made ??= dpopKeyPair()
    return made
  }
}

/**
 * Proofs with the key pair that is found or made when it is first needed, and looked for again before tokens are asked for.
 * What it rejects with is `storage_failed`, or `invalid_options` when it is no pair for ES256.
 */
export function proofOfPossession(
  keyPair: () => Promise<ProofKeyPair> = inMemory(),
  clock: Clock = systemClock,
): ProofOfPossession {
  const servers = new Map<string, Wishes>()
  let known: Promise<Prover> | undefined

  function prover(): Promise<Prover> {
    const before = known
    const looking = keyPair()
      .then(proverWith)
      .catch(cause => {
        if (known === looking) known = before
        throw asOAuthError(cause, 'storage_failed', { unsent: true })
      })
    known = looking
    return looking
  }

  const wishesOf = (url: string): Wishes => servers.get(new URL(url).origin) ?? { ahead: 0 }

  async function proofFor(url: string, method: string, wishes: Wishes, accessToken?: string): Promise<string> {
    const { prove } = await (known ?? prover())
    return prove({ method, url, accessToken, nonce: wishes.nonce, wall: clock.wall() + wishes.ahead })
  }

  /** Only a refusal tells the time: another answer may come from a cache. */
  function learn(url: string, { ok, headers }: Response): void {
    const { nonce, ahead } = wishesOf(url)
    const difference = ok ? Number.NaN : httpDate(headers.get('date')) - clock.wall()
    const isSame = !(Math.abs(difference - ahead) >= noticed)
    servers.set(new URL(url).origin, { nonce: nonceIn(headers) ?? nonce, ahead: isSame ? ahead : difference })
  }

  const isNews = (url: string, { nonce, ahead }: Wishes) =>
    nonce !== wishesOf(url).nonce || ahead !== wishesOf(url).ahead

  function fetch(
    send: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init),
  ): typeof globalThis.fetch {
    return async (input, init) => {
      const given = input instanceof Request ? input : new Request(input)
      const { url } = given
      const { method } = new Request(url, { method: init?.method ?? given.method })
      const headers = new Headers(init?.headers ?? given.headers)
      const accessToken = /^Bearer (.+)/.exec(headers.get('authorization') ?? '')?.[1]
      if (accessToken === undefined) return send(input, init)
      const follows = (init?.redirect ?? given.redirect) === 'follow'
      const manually: RequestInit = follows ? { redirect: 'manual' } : {}

      async function attempt(what: RequestInfo, wishes: Wishes): Promise<Response> {
        headers.set('authorization', `DPoP ${accessToken}`)
        headers.set('dpop', await proofFor(url, method, wishes, accessToken))
        const response = await send(what, { ...init, ...manually, headers })
        if (follows && isRedirect(response)) throw refused('redirect_refused', response, url)
        learn(url, response)
        return response
      }

      const [proven, spare] = input instanceof Request ? [input, input.clone()] : [url, url]
      const wishes = wishesOf(url)
      const response = await attempt(proven, wishes)
      const word = challengeErrorIn(response.headers)
      const mayBeProof = response.status === 401 && (word === undefined || isAboutProof(word))
      if (!mayBeProof || isSpent(init?.body) || !isNews(url, wishes)) return believed(response, url)
      await response.body?.cancel()
      return believed(await attempt(spare, wishesOf(url)), url)
    }
  }

  return {
    thumbprint: async () => (await prover()).thumbprint,

    ask: async (attempt, send) => {
      let isWorthRepeating = () => false
      let mayBeBearer = false
      const proving: Fetch = async (url, init) => {
        const wishes = wishesOf(url)
        const headers = new Headers(init?.headers)
        headers.set('dpop', await proofFor(url, 'POST', wishes))
        mayBeBearer = new URLSearchParams(String(init?.body)).get('grant_type') === 'refresh_token'
        isWorthRepeating = () => isNews(url, wishes)
        const response = await send(url, { ...init, headers })
        learn(url, response)
        return response
      }
      const first = await attempt(proving)
      const isRefused = isAboutProof(jsonObject(first.text)?.error)
      const answer = isRefused && isWorthRepeating() ? await attempt(proving) : first
      if (!mayBeBearer && isBearer(jsonObject(answer.text))) throw new OAuthError('token_unbound')
      return answer
    },

    fetch,
    over: options => {
      const { fetch: send = systemFetch } = options
      const proving = fetch((input, init) => send(input instanceof Request ? input.url : String(input), init))
      return { ...options, fetch: proving }
    },
  }
}

/** Also one that was followed although we asked not to: native shells replace `fetch` with their own. */
function isRedirect({ type, status, redirected }: Response): boolean {
  return type === 'opaqueredirect' || redirected || [301, 302, 303, 307, 308].includes(status)
}

/** A refusal of the proof says nothing of the token: who takes it for one would renew that in vain. */
function believed(response: Response, url: string): Response {
  const word = response.status === 401 ? challengeErrorIn(response.headers) : undefined
  if (!isAboutProof(word)) return response
  throw refused('request_refused', response, url, word)
}

function refused(code: ErrorCode, { body, status }: Response, url: string, serverError?: string): OAuthError {
  void body?.cancel().catch(() => {})
  return new OAuthError(code, { origin: new URL(url).origin, status: status || undefined }, { serverError })
}
