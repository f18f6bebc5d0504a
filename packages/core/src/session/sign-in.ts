import { randomId } from '../digest.js'
import { type ErrorCode, isOAuthError, OAuthError } from '../errors.js'
import { type ResponseComponent, withoutResponse } from '../messages/authorization-response.js'
import { within } from '../ports/pause.js'
import type { UserAgent } from '../ports/user-agent.js'
import type { TokenSet } from '../token-set.js'
import type { Want } from '../want.js'
import { ownState, stateMarker } from './callback.js'
import { type PendingSignIn, pendingSignIns } from './pending-sign-ins.js'
import { wantNamed } from './resources.js'
import type { SignInOptions, UserFlow, UserFlowGround } from './user-flow.js'
import { type WholeGrant, wholeGrant } from './whole-grant.js'

/** How an interactive grant asks and what it makes of the answer. */
export interface InteractiveGrant {
  /** Where the answer comes. */
  readonly component: ResponseComponent
  /** What it asks for beyond the application's scopes. */
  readonly scope: string | undefined
  /** The authorization request, and what else to remember for its answer. */
  ask(asked: Asked): Promise<AuthorizationRequest>
  /** Checks the answer and obtains the tokens, for what is wanted first (RFC 8707 §2.2, RFC 9396 §6). */
  receive(address: string, pending: PendingSignIn, want: Want): Promise<TokenSet>
}

/** What every authorization request says. */
export type Asked = Omit<WholeGrant, 'scope'> &
  Pick<
    PendingSignIn,
    'state' | 'nonce' | 'redirectUri' | 'scope' | 'prompt' | 'loginHint' | 'acrValues' | 'maxAge' | 'extra'
  >

/** Where to send the user, and the secret that goes with it (RFC 7636 §4.1). */
export interface AuthorizationRequest {
  readonly address: string
  readonly codeVerifier?: string | undefined
}

/** How long what was left is being revoked at most before the user goes on, in milliseconds. */
const patience = 3_000

/** After these the answer is of no further use. */
const verdicts: readonly ErrorCode[] = [
  'authorization_refused',
  'authorization_response_invalid',
  'code_missing',
  'grant_refused',
  'id_token_invalid',
  'id_token_missing',
  'issuer_mismatch',
  'token_unbound',
  'token_rejected',
  'userinfo_invalid',
]

/** What all interactive grants have in common: what is asked, what is remembered of it, and who takes the answer up. */
export function signingIn(ground: UserFlowGround, grant: InteractiveGrant): UserFlow {
  const { session, known, redirectUri, resources, addressBar, handOver, lock, clock, limits } = ground
  const { identity } = known
  const pendings = pendingSignIns(ground.store, clock, identity)
  const want = wantNamed(resources)

  async function start(options: SignInOptions, userAgent = ground.userAgent): Promise<void> {
    const { state, answer } = await ask(options, userAgent).finally(() => userAgent.close())
    if (answer !== undefined) await take(state, answer)
  }

  async function ask(options: SignInOptions, userAgent: UserAgent) {
    const isAwaited = userAgent !== ground.userAgent
    const returnTo = options.returnTo === undefined && isAwaited ? undefined : placeOf(options.returnTo, here())
    const state = stateMarker(identity) + randomId()
    const { prompt, loginHint, extra, authorizationDetails } = options
    const { scope = '', ...whole } = wholeGrant(resources, [grant.scope, ground.scope], authorizationDetails)
    const request = { state, nonce: randomId(), redirectUri, scope, prompt, loginHint, extra, ...demanded(options) }
    const { address, codeVerifier } = await grant.ask({ ...request, ...whole })
    const { epoch } = known.record
    const pending = { ...request, authorizationDetails, codeVerifier, epoch, wallAt: clock.wall(), returnTo, isAwaited }
    await pendings.put(pending)
    await leaveNothing()
    const answer = await userAgent.open(address, state).catch(error => unanswered(pending, error))
    return { state, answer }
  }

  /** Signing out once more revokes what is left. Later, that could take the session which begins with it (RFC 7009 §2.1). */
  async function leaveNothing(): Promise<void> {
    const { state, secrets } = known.record
    if (state !== 'signed-out' || secrets.pendingRevoke.length === 0) return
    const revoked = session.load().then(({ end }) => end(state))
    await within(clock, patience, revoked).catch(() => {})
  }

  /**
   * Whoever turned away may have signed in elsewhere, or may yet go back to where it is shown. After any other failure it is not
   * under way any more.
   */
  async function unanswered(pending: PendingSignIn, error: unknown): Promise<undefined> {
    if (!isOAuthError(error) || error.code !== 'sign_in_cancelled') {
      await pendings.remove(pending.state).catch(() => {})
      throw error
    }
    await known.look().catch(() => {})
    if (!isDone(pending)) throw error
  }

  /** Until an answer is stored or handed over, a reload finds all of it again. */
  async function finish(state: string, address: string): Promise<void> {
    show(here(), address)
    const pending = await pendings.find(state)
    if (pending?.isAwaited && !pending.response) await handOver?.(state, address)
    await take(state, address)
  }

  async function take(state: string, address: string): Promise<void> {
    const release = await lock.acquire(`tessera sign-in ${state}`, limits.lock)
    if (!release) throw new OAuthError('lock_timeout')
    try {
      const [pending] = await Promise.all([pendings.find(state), known.look().catch(() => {})])
      const forget = async () => {
        await pendings.remove(state).catch(() => {})
        show(pending?.returnTo ?? here())
      }
      if (isDone(pending)) return await forget()
      show(here(), pending && (await resumeAt(pending, address)))
      if (!pending) throw new OAuthError('state_unknown')
      await receive(pending, address, forget)
    } finally {
      release()
    }
  }

  /** Where a reload lands: the answer is in the store then, or where that is full, in the address itself. */
  async function resumeAt(pending: PendingSignIn, address: string): Promise<string> {
    try {
      if (!pending.response) await pendings.put({ ...pending, response: address })
      return landing(pending.state)
    } catch {
      return address
    }
  }

  /** An address at which this realm takes up a sign-in, without the answer. */
  function landing(state: string): string {
    const url = new URL(redirectUri)
    url.searchParams.set('state', state)
    return url.href
  }

  /** The address in sight, but for an answer of ours. */
  function here(): string | undefined {
    const address = addressBar.here()
    const stated = address && (ground.signedResponse?.withState(address) ?? address)
    return stated && ownState(stated, redirectUri, stateMarker(identity))
      ? withoutResponse(stated, grant.component)
      : address
  }

  function show(address: string | undefined, resumeAt?: string): void {
    if (address !== undefined) addressBar.show(address, resumeAt)
  }

  /** Somebody signed in since; or signed out, and an answer that was left lying, or that nobody saw come, must not bring the user back. */
  function isDone(pending: PendingSignIn | undefined): boolean {
    const { state, epoch } = known.record
    if (!pending) return state === 'active'
    const isLeft = pending.response !== undefined || isSilent(pending)
    return epoch > pending.epoch && (state === 'active' || (state === 'signed-out' && isLeft))
  }

  async function receive(pending: PendingSignIn, address: string, forget: () => Promise<void>): Promise<void> {
    try {
      const tokens = await grant.receive(pending.response ?? address, pending, want)
      const { begin } = await session.load()
      await begin(tokens, want, isSilent(pending) ? pending.epoch : undefined)
    } catch (error) {
      if (!isOAuthError(error) || !verdicts.includes(error.code)) throw error
      await forget()
      const wasInterrupted = pending.response !== undefined && error.code === 'grant_refused'
      if (wasInterrupted) return start(pending)
      throw error
    }
    await forget()
  }

  return { start, finish }
}

/** The user took no part in it (OpenID Connect Core §3.1.2.1). */
function isSilent({ prompt }: PendingSignIn): boolean {
  return prompt === 'none'
}

/** How the user has to sign in: as the caller says, or else as the resource did. */
function demanded({ acrValues, maxAge, for: error }: SignInOptions): Pick<Asked, 'acrValues' | 'maxAge'> {
  const { acrValues: strongly, maxAge: recently } = error?.facts ?? {}
  return {
    acrValues: acrValues ?? (typeof strongly === 'string' ? strongly : undefined),
    maxAge: maxAge ?? (typeof recently === 'number' ? recently : undefined),
  }
}

/**
 * Where the user comes out. Throws `invalid_options` for another origin: whoever could choose it could send users anywhere. So it does
 * for a user name in front of the host, which no page may put into its own address.
 */
function placeOf(returnTo: string | undefined, here: string | undefined): string | undefined {
  if (returnTo === undefined || here === undefined) return here
  const place = URL.canParse(returnTo, here) ? new URL(returnTo, here) : undefined
  const { protocol, host } = new URL(here)
  if (place?.protocol !== protocol || place.host !== host || place.username || place.password)
    throw new OAuthError('invalid_options', { name: 'returnTo' })
  return place.href
}
