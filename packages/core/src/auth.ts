import type { Auth, DomEvent, SignOutOptions } from './auth-surface.js'
import type { ClientGround, SignInAlgs } from './client.js'
import { asOAuthError, OAuthError } from './errors.js'
import type { ProofOfPossession } from './messages/proof-of-possession.js'
import type { Clock } from './ports/clock.js'
import type { Fetch } from './ports/fetch.js'
import type { Store } from './ports/store.js'
import type { UserAgent } from './ports/user-agent.js'
import type { refreshing } from './refresh-flow.js'
import { secureUrl } from './secure-url.js'
import { ownState, stateMarker } from './session/callback.js'
import type { GrantIdentity } from './session/grant-record.js'
import { knownGrant } from './session/known-grant.js'
import { lazy } from './session/lazy.js'
import { inOneFlight } from './session/one-flight.js'
import type { Platform } from './session/platform.js'
import { declaredResources, type Resources } from './session/resources.js'
import { sessionOn } from './session/session.js'
import type { SessionWatch } from './session/session-events.js'
import { loading, sessionState } from './session/session-state.js'
import { tokenSource } from './session/token-source.js'
import type { SignInOptions, UserFlow, UserFlowGround } from './session/user-flow.js'
import type { User } from './token-set.js'

/** What an application says of its client. */
export interface AuthOptions<R extends Resources = Resources>
  extends SignInAlgs,
    Pick<
      ClientGround,
      'issuer' | 'clientId' | 'server' | 'quirks' | 'pushedAuthorization' | 'signedResponse' | 'requestObject'
    > {
  /** Space-separated, beyond `openid` and the scopes of the resources. */
  readonly scope?: string | undefined
  /** Registered at the authorization server. */
  readonly redirectUri: string
  /** Tells this session from others of the same client, so that one page can hold two accounts. */
  readonly slot?: string | undefined
  /** The only places where access tokens are sent. Where several hold a URL, the first of them counts: put the narrower one first. */
  readonly resources?: R | undefined
  /** Binds tokens to a key, so that nobody else can use them (RFC 9449): what the platform's own entry `dpop` exports. */
  readonly dpop?: Dpop | undefined
  /** From `@tessera/core/events`: tells telemetry what happens to the session, and nothing secret or personal. */
  readonly events?: SessionWatch | undefined
}

/** How to load what binds the tokens of a grant to a key that all its realms share, after a look whether that is there. */
export type Dpop = (grant: GrantIdentity, clock: Clock) => () => Promise<ProofOfPossession>

/** What a platform plugs into an Auth. */
export interface Plugs extends Pick<Platform, 'store' | 'clock' | 'wake'> {
  /** One that survives the page, for what must: sign-ins under way, and what the authorization server says of itself. `store` is for the grant. */
  readonly lastingStore: Store
  readonly fetch: Fetch
  /** Where this realm stands: it may be an authorization response. */
  readonly landedAt: string | undefined | Promise<string | undefined>
  /** Tells from then on of every address that reaches this realm while it runs, where the platform hands it such. */
  readonly onLanding?: (land: (address: string) => void) => void
  readonly loadLatePorts: () => Promise<LatePorts>
  /** Loads the interactive grant. */
  readonly loadFlow: () => Promise<(ground: UserFlowGround, client: ClientGround) => UserFlow>
  /** Begins to show another user agent than the usual one, within the click that asked for it. */
  readonly openUserAgent?: (asked: SignInOptions) => Promise<UserAgent | undefined>
}

/** What only signing in, renewing and signing out need. */
export interface LatePorts
  extends Pick<Platform, 'lock' | 'limits' | 'realm'>,
    Pick<UserFlowGround, 'userAgent' | 'addressBar' | 'handOver'> {
  /** From `@tessera/core/refresh-flow`. */
  readonly refreshing: typeof refreshing
}

/** Composes an Auth and begins at once: with the answer in the address if it is ours, else with what the store holds. */
export function authOn<R extends string>(options: AuthOptions, plugs: Plugs): Auth<R> {
  const { issuer, clientId, redirectUri, slot = '' } = options
  const { store, lastingStore, clock, wake } = plugs
  if (!clientId) throw new OAuthError('invalid_options', { name: 'clientId' })
  secureUrl(issuer, 'issuer')
  const resources = declaredResources(options.resources)

  const identity = { issuer, client: clientId, slot }
  const client: ClientGround = { ...options, ...plugs, store: lastingStore, loadProof: options.dpop?.(identity, clock) }
  const late = lazy(plugs.loadLatePorts)
  const heed = options.events?.(late, clock)
  const known = knownGrant(plugs, identity)
  const loadRotation = async () => {
    const ports = await late()
    return ports.refreshing({ ...ports, store, clock, wake }, known, client)
  }
  const session = sessionOn(plugs, known, loadRotation, update, () => starting)
  const source = tokenSource<R>(
    (want, rejected) => {
      if (isReady) return session.token(want, rejected)
      return starting.then(() => session.token(want, rejected))
    },
    resources,
    client.loadProof,
    () => known.record.secrets.subject,
  )
  const flow = lazy(async () => {
    const [open, ports] = await Promise.all([plugs.loadFlow(), late()])
    return open({ ...options, ...ports, clock, session, known, store: lastingStore, resources }, client)
  })

  const listeners = new Set<() => void>()
  let state = loading
  let failure: OAuthError | undefined
  let latest: unknown
  let isReady = false
  const starting = start()

  async function start(): Promise<void> {
    await land(await plugs.landedAt)
    isReady = true
    update()
    clock.after(1_000, preload, true)
    plugs.onLanding?.(land)
  }

  /** Takes up the address if it is an answer of ours. Never rejects: what fails is seen in the state. */
  async function land(landed = ''): Promise<void> {
    const address = options.signedResponse?.withState(landed) ?? landed
    const answered = ownState(address, redirectUri, stateMarker(identity))
    if (answered) flow().catch(() => {})
    await session.looked
    if (answered) await attempt(async () => (await flow()).finish(answered, address)).catch(() => {})
  }

  function preload(): void {
    const more = state.user ? session.load().then(({ leaving }) => leaving()) : flow()
    more.catch(() => {})
  }

  function update(): void {
    const { record, error } = session.view()
    heed?.(record, error, failure)
    if (!isReady) return
    const next = sessionState(state, record, error, failure)
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }

  /** What fails is seen in the state, unless the work went unseen itself. The caller is told in any case. */
  async function attempt(work: () => Promise<void>, isUnseen = false): Promise<void> {
    failure = undefined
    latest = work
    update()
    try {
      await work()
      if (latest === work) failure = undefined
    } catch (thrown) {
      const error = asOAuthError(thrown, 'storage_failed')
      if (!isUnseen) failure = error
      throw error
    } finally {
      update()
    }
  }

  async function signIn(asked: SignInOptions = {}): Promise<void> {
    const opening = plugs.openUserAgent?.(asked)
    opening?.catch(() => {})
    await starting
    return attempt(async () => {
      const userAgent = await opening
      const { start } = await flow().catch(error => {
        userAgent?.close()
        throw error
      })
      return start(asked, userAgent)
    }, asked.prompt === 'none')
  }

  async function signOut(asked: SignOutOptions = {}): Promise<void> {
    await starting
    return attempt(async () => {
      const [{ leaving }, { userAgent }] = await Promise.all([session.load(), late()])
      return (await leaving())(asked, userAgent, redirectUri)
    })
  }

  async function required(asked?: SignInOptions): Promise<User> {
    await starting
    if (!state.user && state.error) throw state.error
    if (!state.user) await signIn(asked)
    if (state.user) return state.user
    throw new OAuthError('not_signed_in')
  }

  return {
    ...source,
    getSnapshot: () => state,
    getServerSnapshot: () => loading,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ready: () => starting.then(() => state),
    require: inOneFlight(required),
    signIn: asked => (isEvent(asked) ? signIn().catch(() => {}) : signIn(asked)),
    signOut: asked => (isEvent(asked) ? signOut().catch(() => {}) : signOut(asked)),
  }
}

function isEvent(asked: object | undefined): asked is DomEvent {
  return asked !== undefined && 'currentTarget' in asked
}

export type { Auth, DomEvent, SignOutOptions } from './auth-surface.js'
export { inertAuth } from './inert-auth.js'
export { secureUrl } from './secure-url.js'
export type { Resource, Resources } from './session/resources.js'
export type { AuthState } from './session/session-state.js'
export type { TokenOptions, TokenSource } from './session/token-source.js'
export type { SignInOptions, UserFlow, UserFlowGround } from './session/user-flow.js'
