import type { OAuthError } from '../errors.js'
import type { AddressBar } from '../ports/address-bar.js'
import type { Clock } from '../ports/clock.js'
import type { Lock } from '../ports/lock.js'
import type { Store } from '../ports/store.js'
import type { UserAgent } from '../ports/user-agent.js'
import type { AuthorizationDetailsParameter } from '../want.js'
import type { KnownGrant } from './known-grant.js'
import type { Limits } from './platform.js'
import type { DeclaredResource } from './resources.js'
import type { Session } from './session.js'

/** What an application may ask of a sign-in. */
export interface SignInOptions {
  /** `none`, `login`, `consent`, `select_account` (OpenID Connect Core §3.1.2.1). */
  readonly prompt?: string | undefined
  /** Whom the authorization server should expect. */
  readonly loginHint?: string | undefined
  /** How strongly the user has to sign in: any of these, space-separated; verified afterwards (OpenID Connect Core §3.1.2.1, RFC 9470 §4). */
  readonly acrValues?: string | undefined
  /** How long ago the user may have signed in, in milliseconds; verified afterwards (OpenID Connect Core §3.1.2.1). */
  readonly maxAge?: number | undefined
  /** What a resource demanded, by `step_up_required`, in place of the two (RFC 9470). */
  readonly for?: OAuthError | undefined
  /** What else the user is asked to allow, for the session that begins, beyond what the resources need (RFC 9396 §2). */
  readonly authorizationDetails?: AuthorizationDetailsParameter | undefined
  /** What a provider wants beyond the specifications, such as `audience` or `kc_idp_hint`; in its own spelling. */
  readonly extra?: Readonly<Record<string, string>> | undefined
  /** Where the user comes out, of this origin; where the sign-in began unless given. */
  readonly returnTo?: string | undefined
  /**
   * What shows the authorization server's pages, where the platform leaves a choice: this page (`redirect`, the default), a `popup`,
   * which browsers allow during a click, or for `prompt: 'none'` a hidden `iframe`.
   */
  readonly userAgent?: 'redirect' | 'popup' | 'iframe' | undefined
}

/** What a user goes through to sign in, across a page that goes away in between. */
export interface UserFlow {
  /** Sends the user to the authorization server. Never settles where the page itself leaves. */
  start(options: SignInOptions, userAgent?: UserAgent): Promise<void>
  /** Takes the answer up where this realm, or one before it, left off. */
  finish(state: string, address: string): Promise<void>
}

/** What the flow stands on. */
export interface UserFlowGround {
  readonly session: Pick<Session, 'load'>
  readonly known: Pick<KnownGrant, 'identity' | 'record' | 'look'>
  readonly redirectUri: string
  readonly scope?: string | undefined
  readonly resources: readonly DeclaredResource[]
  /** Where sign-ins under way are kept: it must survive the page. */
  readonly store: Store
  readonly userAgent: UserAgent
  readonly addressBar: AddressBar
  /** Finds the state of an answer that hides it; absent where none does. */
  readonly signedResponse?: { withState(address: string): string } | undefined
  /**
   * Gives an answer to the realm that opened this one for it, and closes this one. Settles only where this one stays: nobody took
   * the answer, or there is no closing it. Absent where none opens another.
   */
  readonly handOver?: ((state: string, address: string) => Promise<void>) | undefined
  readonly lock: Lock
  readonly clock: Clock
  readonly limits: Limits
}
