import { OAuthError, type User } from '@tessera/core'
import { type Auth, type AuthState, inertAuth } from '@tessera/core/auth'

/** An Auth without an authorization server, and the hand that moves it. */
export interface TestAuth<R extends string = string> extends Auth<R> {
  /** Puts it in this state and tells everybody who listens. */
  become(state: AuthState): void
}

/** How an Auth for tests begins. */
export interface TestAuthOptions {
  /** Who is signed in; nobody unless given. */
  readonly user?: User | undefined
}

const ada: User = { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' }

/**
 * An Auth for tests of what shows one, such as components under an `AuthProvider`. It asks no network: `signIn` signs in at once,
 * as `user` or else as Ada Lovelace, `getAccessToken` answers a word, and `fetch` is the platform's, without a token.
 */
export function testAuth<R extends string = string>({ user }: TestAuthOptions = {}): TestAuth<R> {
  const listeners = new Set<() => void>()
  const { getServerSnapshot } = inertAuth()
  let state: AuthState = user ? signedIn(user) : { status: 'signed-out' }

  function become(next: AuthState): void {
    state = next
    for (const listener of listeners) listener()
  }

  async function ready(): Promise<AuthState> {
    if (state.status !== 'loading') return state
    return new Promise(resolve => {
      const stop = subscribe(() => {
        if (state.status === 'loading') return
        stop()
        resolve(state)
      })
    })
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  async function signIn(): Promise<void> {
    become(signedIn(user ?? ada))
  }

  return {
    become,
    getSnapshot: () => state,
    getServerSnapshot,
    subscribe,
    ready,
    require: async () => {
      const { user: found, error } = await ready()
      if (found) return found
      if (error) throw error
      await signIn()
      return user ?? ada
    },
    signIn,
    signOut: async () => become({ status: 'signed-out' }),
    getAccessToken: async () => {
      const { user: found } = await ready()
      if (!found) throw new OAuthError('not_signed_in')
      return `an access token of ${found.sub}`
    },
    fetch: (input, init) => globalThis.fetch(input, init),
  }
}

function signedIn(user: User): AuthState {
  return { status: 'signed-in', user, stale: false }
}
