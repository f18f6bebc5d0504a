import type { Auth } from './auth-surface.js'
import { OAuthError } from './errors.js'
import { loading } from './session/session-state.js'

/** An Auth where there is no user in front of it, as in server rendering: `loading` for ever, and it keeps nothing. */
export function inertAuth<R extends string>(): Auth<R> {
  const refuse = () => Promise.reject(new OAuthError('no_browser'))
  return {
    getSnapshot: () => loading,
    getServerSnapshot: () => loading,
    subscribe: () => () => {},
    ready: () => Promise.resolve(loading),
    require: refuse,
    signIn: refuse,
    signOut: refuse,
    getAccessToken: refuse,
    fetch: refuse,
  }
}
