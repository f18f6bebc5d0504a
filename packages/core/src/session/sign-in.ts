import { isOAuthError, OAuthError } from '../errors.js'
import type { Store } from '../ports/store.js'
import type { UserAgent } from '../ports/user-agent.js'
import type { TokenSet } from '../token-set.js'
import { type ResponseMode, stateMarker } from './callback.js'
import { randomId } from './digest.js'
import type { GrantIdentity, Wanted } from './grant-record.js'
import { type PendingSignIn, pendingSignIns } from './pending-sign-ins.js'
import type { Platform } from './platform.js'
import type { Rotation } from './rotation.js'

/** What an application may ask of a sign-in. */
export interface SignInOptions {
  /** `login`, `consent`, `select_account` (OpenID Connect Core §3.1.2.1). */
  readonly prompt?: string
  /** Whom the authorization server should expect. */
  readonly loginHint?: string
}

/** How an interactive grant asks and what it makes of the answer. */
export interface InteractiveGrant {
  readonly responseMode: ResponseMode
  /** The authorization request, and what else to remember for its answer. */
  ask(asked: Asked, options: SignInOptions): Promise<AuthorizationRequest>
  /** Checks the answer and obtains the tokens. */
  receive(address: string, pending: PendingSignIn): Promise<TokenSet>
}

/** What every authorization request says. */
export type Asked = Pick<PendingSignIn, 'state' | 'nonce' | 'redirectUri' | 'scope'>

export interface AuthorizationRequest {
  readonly address: string
  readonly codeVerifier?: string | undefined
}

/** What signing in stands on. */
export interface SignInGround {
  readonly platform: Platform
  readonly identity: GrantIdentity
  readonly rotation: Rotation
  readonly userAgent: UserAgent
  /** Where sign-ins under way are kept: it must survive the page. */
  readonly store: Store
  readonly redirectUri: string
  readonly scope: string
  /** Resource indicators of all declared resources (RFC 8707 §2). */
  readonly resources: readonly string[]
  /** What the first access token is for. */
  readonly want: Wanted
}

/** Signing in, from the request to the session, across a page that goes away in between. */
export interface SignIn {
  /** Sends the user to the authorization server. Never settles where the page itself leaves. */
  start(options: SignInOptions): Promise<void>
  /** Takes the answer up where this realm, or one before it, left off. */
  finish(state: string, address: string): Promise<void>
}

/** After these the answer is of no further use. */
const verdicts: readonly string[] = [
  'authorization_refused',
  'authorization_response_invalid',
  'code_missing',
  'grant_refused',
  'id_token_invalid',
  'id_token_missing',
  'issuer_mismatch',
]

export function signingIn(ground: SignInGround, grant: InteractiveGrant): SignIn {
  const { platform, identity, rotation, userAgent, redirectUri, scope, want } = ground
  const pendings = pendingSignIns(ground.store, platform.clock, identity)

  async function start(options: SignInOptions): Promise<void> {
    const asked = { state: stateMarker(identity) + randomId(), nonce: randomId(), redirectUri, scope }
    const { address, codeVerifier } = await grant.ask(asked, options)
    const { epoch } = rotation.view().record
    await pendings.put({ ...asked, codeVerifier, epoch, wallAt: platform.clock.wall() })
    await finish(asked.state, await userAgent.open(address))
  }

  async function finish(state: string, address: string): Promise<void> {
    const release = await platform.lock.acquire(`tessera sign-in ${state}`, platform.limits.lock)
    if (!release) throw new OAuthError('lock_timeout')
    try {
      const pending = await pendings.find(state)
      if (pending && !pending.response) await pendings.put({ ...pending, response: address })
      userAgent.clean(withoutResponse(address, grant.responseMode))
      if (isDone(pending)) return await pendings.remove(state)
      if (!pending) throw new OAuthError('state_unknown')
      await receive(pending, address)
    } finally {
      release()
    }
  }

  function isDone(pending: PendingSignIn | undefined): boolean {
    const { state, epoch } = rotation.view().record
    return state === 'active' && (!pending || epoch > pending.epoch)
  }

  async function receive(pending: PendingSignIn, address: string): Promise<void> {
    try {
      const tokens = await grant.receive(pending.response ?? address, pending)
      await rotation.begin(tokens, want)
    } catch (error) {
      if (!isOAuthError(error) || !verdicts.includes(error.code)) throw error
      await pendings.remove(pending.state)
      const wasInterrupted = pending.response !== undefined && error.code === 'grant_refused'
      if (wasInterrupted) return start({})
      throw error
    }
    await pendings.remove(pending.state)
  }

  return { start, finish }
}

const responseParameters = ['code', 'state', 'iss', 'session_state', 'error', 'error_description', 'error_uri']

/** The address as it was before the authorization server added to it. What others added stays. */
function withoutResponse(address: string, mode: ResponseMode): string {
  const url = new URL(address)
  if (mode === 'fragment') url.hash = ''
  else for (const name of responseParameters) url.searchParams.delete(name)
  return url.href
}
