import { type ErrorCode, isOAuthError, OAuthError } from '@tessera/core'
import { knownClient } from '@tessera/core/client'
import { authenticationOf, type Credentials } from '@tessera/core/client-authentication'
import { type DevicePrompt, deviceCode as signIn } from '@tessera/core/grants/device-code'
import { refreshFlow } from '@tessera/core/refresh-flow'
import {
  type GrantRecord,
  inOneFlight,
  type Resource,
  type Resources,
  type Rotation,
  type TokenSource,
  tokenSource,
  wantNamed,
  wholeGrant,
} from '@tessera/core/session'
import { type ClientOptions, keptGrant } from './kept-grant.js'
import { sharedLock } from './shared-lock.js'

export type { DevicePrompt } from '@tessera/core/grants/device-code'
export type { ClientOptions } from './kept-grant.js'

/** A client, public unless it has credentials, and how it tells its user where to sign in. */
export type DeviceCodeOptions<R extends Resources> = ClientOptions<R> &
  Partial<Credentials> & {
    /**
     * Shows the page and the code. Called when a token is asked for and nobody is signed in; what it throws, or its promise rejects with, the
     * caller gets. The promise is not waited for.
     */
    readonly prompt: (prompt: DevicePrompt) => unknown
    /** Tells this user's session from those of others in the same store; without it, all who share a store are one user. */
    readonly slot?: string | undefined
    /** Ends the waiting for a user who has been prompted. */
    readonly signal?: AbortSignal | undefined
  }

/** Access tokens of the user who is signed in. */
export interface DeviceSource<R extends string = string> extends TokenSource<R> {
  /** Ends the session here and in the store, then revokes its tokens. Whoever asks for a token afterwards is prompted again. */
  signOut(): Promise<void>
}

/** With these there is no session to renew. */
const over: readonly ErrorCode[] = ['not_signed_in', 'session_ended']

/**
 * Access tokens for the user of a program without a browser of its own, who signs in on another device (RFC 8628); renewed with the
 * refresh token, if the authorization server gives one. All callers share one prompt.
 * Throws `invalid_options` or `insecure_url` when the options cannot be right.
 */
export function deviceCode<N extends string>(options: DeviceCodeOptions<Record<N, Resource>>): DeviceSource<N> {
  const { prompt, slot, signal } = options
  const { rotation, known, resources, ground } = keptGrant(options, authenticationOf(options), {
    slot: [slot ? JSON.stringify(['device_code', slot]) : 'device_code'],
    lock: sharedLock,
    obtain: refreshFlow,
  })
  const client = knownClient(ground)
  const want = wantNamed(resources)
  const { resources: resource, ...whole } = wholeGrant(resources, [options.scope])

  const begin = inOneFlight(async () => {
    const registration = await client.registration()
    const asked = { ...whole, resource, prompt }
    const tokens = await client.doubting(() => signIn(registration, asked, { ...ground, signal }))
    await rotation.begin(tokens, want)
  })

  const token: Rotation['token'] = (...asked) =>
    rotation.token(...asked).catch(async (error: unknown) => {
      if (!isOAuthError(error) || !over.includes(error.code)) throw error
      await begin()
      return rotation.token(...asked)
    })

  /** For one request, which is not repeated in the name of whoever has signed in since it was first sent, unless that is known to be the same user. */
  function forOneUser(): Rotation['token'] {
    let asked: GrantRecord | undefined
    return async (...want) => {
      const got = await token(...want)
      const now = known.record
      const { subject } = now.secrets
      const isSame = subject !== undefined && subject === asked?.secrets.subject
      if (asked && asked.epoch !== now.epoch && !isSame) throw new OAuthError('session_ended', { reason: 'switched' })
      asked = now
      return got
    }
  }

  const sourceOf = (token: Rotation['token']) =>
    tokenSource<N>(token, resources, ground.loadProof, () => known.record.secrets.subject)

  return {
    ...sourceOf(token),
    fetch: (...request) => sourceOf(forOneUser()).fetch(...request),
    signOut: async () => {
      await known.look().catch(() => {})
      await rotation.end('signed-out')
    },
  }
}
