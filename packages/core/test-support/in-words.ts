import type { AuthState } from '../src/session/session-state.js'

/** The status, the user's name, `stale`, the error's code and why the session ended, as far as there are such. */
export function inWords({ status, user, stale, error }: AuthState): string {
  const reason = error?.code === 'session_ended' && error.facts.reason
  return [status, user?.name, stale && 'stale', error?.code, reason].filter(Boolean).join(' ')
}
