import type { AuthState } from './session/session-state.js'
import type { TokenSource } from './session/token-source.js'
import type { SignInOptions } from './session/user-flow.js'
import type { User } from './token-set.js'

/** What an application holds: a state, access tokens for its resources, and nothing else of them. */
export interface Auth<R extends string = string> extends TokenSource<R> {
  /** The state now: the same object until something changes that can be seen. */
  getSnapshot(): AuthState
  /** The state where nobody knows who is signed in, as on a server: `loading`. */
  getServerSnapshot(): AuthState
  /** Calls the listener after each change that can be seen in the snapshot. Returns how to stop. */
  subscribe(listener: () => void): () => void
  /** The first state that is not `loading`. Never rejects. */
  ready(): Promise<AuthState>
  /** The user, after one sign-in for all callers if need be. Rejects with what keeps the user from signing in: it never asks twice. */
  require(options?: SignInOptions): Promise<User>
  /** Rejects with an `OAuthError`, which is also in the snapshot. As an event handler it only changes the snapshot. */
  signIn(options?: SignInOptions | DomEvent): Promise<void>
  /** Ends the session at once, in every tab and process that shares it, then revokes its tokens (RFC 7009); `atProvider` goes on to end the one there. */
  signOut(options?: SignOutOptions | DomEvent): Promise<void>
}

/** How much of a session ends. */
export interface SignOutOptions {
  /** Whether the session at the authorization server ends, too (OpenID Connect RP-Initiated Logout §2). The user comes back to the redirect URI. */
  readonly atProvider?: boolean | undefined
}

/** Any event: so that `onClick={auth.signIn}` is right. */
export interface DomEvent {
  readonly currentTarget: unknown
}
