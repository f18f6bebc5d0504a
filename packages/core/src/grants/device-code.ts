import { authorizeDevice } from '../endpoints/device-authorization.js'
import type { KeyOptions } from '../endpoints/fitting-keys.js'
import { requestToken } from '../endpoints/token.js'
import { isOAuthError, OAuthError } from '../errors.js'
import type { AccessParameters } from '../messages/access-parameters.js'
import type { DeviceAuthorization, DevicePrompt } from '../messages/device-authorization-response.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import type { TokenResponse } from '../messages/token-response.js'
import { type Clock, systemClock } from '../ports/clock.js'
import type { TokenSet } from '../token-set.js'
import { userTokens } from './user-tokens.js'

export type { DevicePrompt } from '../messages/device-authorization-response.js'

/** What a device asks for, and how it tells its user where to sign in. */
export interface DeviceCodeParameters extends AccessParameters {
  /** Resource indicators (RFC 8707 §2). With more than one, the server chooses for which the first access token is. */
  readonly resource?: string | readonly string[] | undefined
  /**
   * Shows the page and the code. Called once, before the first question whether the user is done. A promise is not waited for, but where
   * it rejects, the grant does.
   */
  readonly prompt: (prompt: DevicePrompt) => unknown
}

/** What may be set for a device's sign-in. */
export interface DeviceCodeOptions extends KeyOptions {
  /** Ends the waiting. A question that is on the wire is awaited: its answer may be the tokens. */
  readonly signal?: AbortSignal | undefined
}

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
/** Milliseconds (RFC 8628 §3.5). */
const slowDown = 5_000
const longestPause = 60_000

/**
 * Tokens for a user who signs in on another device (RFC 8628); an id_token is verified when the scope `openid` asked for it.
 * Asks as slowly as the server wants until the user is done, through failures of the network and the server.
 * Throws as `authorizeDevice` and `requestToken`; `authorization_refused` when the user declines, `sign_in_cancelled` when the time
 * is over, the signal's reason, and what the prompt throws or rejects with.
 */
export async function deviceCode(
  registration: Registration,
  { scope, resource, authorizationDetails, prompt }: DeviceCodeParameters,
  options: DeviceCodeOptions = {},
): Promise<TokenSet> {
  return userTokens(registration, scope, options, async () => {
    options.signal?.throwIfAborted()
    const asked = { scope, resource, authorizationDetails }
    const { deviceCode, interval, ...shown } = await authorizeDevice(registration, asked, options)
    const unshown = new AbortController()
    Promise.resolve(prompt(shown)).catch(reason => unshown.abort(reason))
    const signal = AbortSignal.any([unshown.signal, ...(options.signal ? [options.signal] : [])])
    const form = parameters({ grantType, deviceCode, resource: onlyOne(resource) })
    const ask = () => requestToken(registration, form, options)
    return untilDone(ask, { interval, expiresIn: shown.expiresIn }, options.clock ?? systemClock, signal)
  })
}

function onlyOne(resource: string | readonly string[] | undefined): string | readonly string[] | undefined {
  return typeof resource === 'object' && resource.length > 1 ? undefined : resource
}

async function untilDone(
  ask: () => Promise<TokenResponse>,
  times: Pick<DeviceAuthorization, 'interval' | 'expiresIn'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<TokenResponse> {
  const until = clock.wall() + times.expiresIn
  let { interval } = times
  let wait = interval
  for (let left = times.expiresIn; left > 0; left = until - clock.wall()) {
    await pauseUnlessAborted(clock, Math.min(wait, Math.max(left, interval)), signal)
    try {
      return await ask()
    } catch (thrown) {
      const answer = unfinished(thrown)
      const isTooFast = answer.serverError === 'slow_down'
      const isTrouble = answer.retryable && !isTooFast
      if (isTooFast) interval += slowDown
      wait = isTrouble
        ? Math.max(Math.min(2 * wait, longestPause), interval, Number(answer.facts.retryAfter ?? 0))
        : interval
    }
  }
  throw expired()
}

/** The answer, if the user may yet be done; otherwise throws what became of the sign-in. */
function unfinished(thrown: unknown): OAuthError {
  if (!isOAuthError(thrown)) throw thrown
  const { serverError, facts } = thrown
  if (serverError === 'authorization_pending' || thrown.retryable) return thrown
  if (serverError === 'access_denied') throw new OAuthError('authorization_refused', facts, { serverError })
  throw serverError === 'expired_token' ? expired() : thrown
}

function expired(): OAuthError {
  return new OAuthError('sign_in_cancelled', { reason: 'expired' })
}

function pauseUnlessAborted(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      cancel()
      reject(signal.reason)
    }
    const cancel = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
}
