import type { ClientGround } from './client.js'

export { inertAuth } from './inert-auth.js'

import { asOAuthError, OAuthError } from './errors.js'
import type { Quirks, ServerMetadata } from './messages/registration.js'
import { within } from './ports/clock.js'
import type { Fetch } from './ports/fetch.js'
import type { Store } from './ports/store.js'
import type { UserAgent } from './ports/user-agent.js'
import { secureUrl } from './secure-url.js'
import { ownState, type ResponseMode, stateMarker } from './session/callback.js'
import { knownGrant } from './session/known-grant.js'
import { lazy } from './session/lazy.js'
import type { Platform } from './session/platform.js'
import { declaredResources, type Resources } from './session/resources.js'
import { sessionOn } from './session/session.js'
import { type AuthState, loading, sessionState } from './session/session-state.js'
import type { SignIn, SignInGround, SignInOptions } from './session/sign-in.js'
import { type TokenSource, tokenSource } from './session/token-source.js'
import type { User } from './token-set.js'

/** What an application says of its client. */
export interface AuthOptions<R extends Resources = Resources> {
  /** The authorization server's issuer identifier (RFC 8414 §2). */
  readonly issuer: string
  readonly clientId: string
  /** Space-separated, beyond `openid` and the scopes of the resources. */
  readonly scope?: string
  /** Registered at the authorization server. */
  readonly redirectUri: string
  /** The only places where access tokens are sent. */
  readonly resources?: R
  /** Provider data that makes discovery needless. */
  readonly server?: ServerMetadata
  readonly quirks?: Quirks
}

/** What an application holds: a state, access tokens for its resources, and nothing else of them. */
export interface Auth<R extends string = string> extends TokenSource<R> {
  getSnapshot(): AuthState
  getServerSnapshot(): AuthState
  /** Calls the listener after each change that can be seen in the snapshot. Returns how to stop. */
  subscribe(listener: () => void): () => void
  /** The first state that is not `loading`. Never rejects. */
  ready(): Promise<AuthState>
  /** The user, after a sign-in if need be. Rejects with what keeps the user from signing in: it never asks twice. */
  require(options?: SignInOptions): Promise<User>
  /** Rejects with an `OAuthError`, which is also in the snapshot. As an event handler it only changes the snapshot. */
  signIn(options?: SignInOptions | DomEvent): Promise<void>
  /** Ends the session here and in every realm at once, then revokes its tokens (RFC 7009); `atProvider` goes on to end the one there. */
  signOut(options?: SignOutOptions | DomEvent): Promise<void>
}

export interface SignOutOptions {
  /** OpenID Connect RP-Initiated Logout. The user comes back to the redirect URI. */
  readonly atProvider?: boolean
}

/** Any event: so that `onClick={auth.signIn}` is right. */
export interface DomEvent {
  readonly currentTarget: unknown
}

/** What a platform plugs into an Auth. */
export interface Plugs {
  readonly platform: Platform
  /** Survives the page, for what must: sign-ins under way, and what the authorization server says of itself. */
  readonly lasting: Store
  readonly userAgent: UserAgent
  readonly fetch: Fetch
  readonly responseMode: ResponseMode
  /** Loads the interactive grant. */
  readonly loadFlow: () => Promise<(ground: SignInGround, client: ClientGround) => SignIn>
}

const leaving = lazy(() => import('./logout-flow.js'))

/** How long the user waits at most for revocations, in milliseconds, before going on to the authorization server. */
const patience = 3_000

/** Composes an Auth and begins at once: with the answer in the address if it is ours, else with what the store holds. */
export function authOn<R extends string>(options: AuthOptions, plugs: Plugs): Auth<R> {
  const { issuer, clientId, redirectUri, scope = '', server, quirks } = options
  const { platform, lasting, userAgent, fetch, responseMode } = plugs
  const { clock, wake } = platform
  if (!clientId) throw new OAuthError('invalid_options', { name: 'clientId' })
  secureUrl(issuer, 'issuer')
  secureUrl(redirectUri, 'redirectUri')
  const resources = declaredResources(options.resources)
  const identity = { issuer, client: clientId, slot: '' }

  const client: ClientGround = { issuer, clientId, server, quirks, fetch, clock, wake, store: lasting }
  const known = knownGrant(platform, identity)
  const session = sessionOn(platform, known, async () => {
    const [{ rotation }, { refreshFlow }] = await Promise.all([
      import('./session/rotation.js'),
      import('./refresh-flow.js'),
    ])
    return rotation(platform, known, refreshFlow(client))
  })
  const source = tokenSource<R>((want, rejected) => {
    if (isReady) return session.token(want, rejected)
    return starting.then(() => session.token(want, rejected))
  }, resources)

  const ground: SignInGround = {
    ...{ platform, identity, rotation: session, userAgent, store: lasting, redirectUri },
    scope: union(['openid', scope, ...resources.scopes]),
    resources: resources.indicators,
    want: resources.named(undefined),
  }
  const flow = lazy(async () => (await plugs.loadFlow())(ground, client))

  const listeners = new Set<() => void>()
  let state = loading
  let failure: OAuthError | undefined
  let isReady = false
  const starting = start()

  async function start(): Promise<void> {
    const address = userAgent.landed()
    const answered = address && ownState(address, redirectUri, responseMode, stateMarker(identity))
    if (answered) flow().catch(() => {})
    await new Promise<void>(known => {
      session.watch(() => {
        known()
        update()
      })
    })
    if (address && answered) await attempt(async () => (await flow()).finish(answered, address))
    isReady = true
    update()
    clock.after(1_000, () => void (state.user ? session.load() : flow()).catch(() => {}), true)
  }

  function update(): void {
    if (!isReady) return
    const { record, error } = session.view()
    const next = sessionState(state, record, error, failure)
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }

  /** What fails is seen in the state, and answered. */
  async function attempt(work: () => Promise<void>): Promise<OAuthError | undefined> {
    failure = undefined
    update()
    await work().catch(thrown => {
      failure = asOAuthError(thrown, 'storage_failed')
    })
    update()
    return failure
  }

  async function signIn(asked?: SignInOptions | DomEvent): Promise<void> {
    await starting
    const failed = await attempt(async () => (await flow()).start(isEvent(asked) ? {} : (asked ?? {})))
    if (failed && !isEvent(asked)) throw failed
  }

  async function signOut(asked?: SignOutOptions | DomEvent): Promise<void> {
    await starting
    const { idToken } = session.view().record.secrets
    const failed = await attempt(async () => {
      const ended = session.end('signed-out')
      if (isEvent(asked) || !asked?.atProvider) return ended
      const { logoutAddress } = await leaving()
      const address = await logoutAddress(client, { idToken, postLogoutRedirectUri: redirectUri })
      await within(clock, patience, ended)
      await userAgent.open(address)
    })
    if (failed && !isEvent(asked)) throw failed
  }

  async function ready(): Promise<AuthState> {
    await starting
    return state
  }

  return {
    ...source,
    getSnapshot: () => state,
    getServerSnapshot: () => loading,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ready,
    require: async asked => {
      const { user, error } = await ready()
      if (user) return user
      if (error) throw error
      await signIn(asked)
      if (state.user) return state.user
      throw new OAuthError('not_signed_in')
    },
    signIn,
    signOut,
  }
}

function isEvent(asked: object | undefined): asked is DomEvent {
  return asked !== undefined && 'currentTarget' in asked
}

function union(scopes: readonly string[]): string {
  return [...new Set(scopes.join(' ').split(' '))].filter(Boolean).join(' ')
}

export type { Resource, Resources } from './session/resources.js'
export type { AuthState } from './session/session-state.js'
export type { SignInOptions } from './session/sign-in.js'
export type { TokenOptions, TokenSource } from './session/token-source.js'
