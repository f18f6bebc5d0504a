import type { OAuthError } from '../errors.js'
import type { User } from '../token-set.js'
import { type GrantRecord, whyOver } from './grant-record.js'

/** What an application can see of a session. Never an access or refresh token. `stale`: the session goes on, but cannot be renewed just now, and `error` says why. */
export type AuthState =
  | { readonly status: 'loading'; readonly user?: undefined; readonly stale?: undefined; readonly error?: undefined }
  | {
      readonly status: 'signed-out'
      readonly user?: undefined
      readonly stale?: undefined
      readonly error?: OAuthError
    }
  | { readonly status: 'signed-in'; readonly user: User; readonly stale: boolean; readonly error?: OAuthError }

/** Nobody has looked yet. */
export const loading: AuthState = { status: 'loading' }

/**
 * The state that a record amounts to, with what keeps it from being renewed and what went wrong when signing in or out.
 * The same object as before where nobody could see a difference.
 */
export function sessionState(
  before: AuthState,
  record: GrantRecord,
  trouble: OAuthError | undefined,
  failure: OAuthError | undefined,
): AuthState {
  const after = stateOf(record, trouble, failure)
  return seen(before) === seen(after) ? before : after
}

function stateOf(
  { state, secrets }: GrantRecord,
  trouble: OAuthError | undefined,
  failure: OAuthError | undefined,
): AuthState {
  const error = failure ?? trouble
  const said = error ? { error } : {}
  if (state === 'active') {
    const user = secrets.user ?? { sub: secrets.subject ?? '' }
    return { status: 'signed-in', user, stale: trouble !== undefined, ...said }
  }
  if (state === 'absent' || state === 'signed-out') return { status: 'signed-out', ...said }
  return { status: 'signed-out', error: failure ?? whyOver(state) }
}

function seen({ status, user, stale, error }: AuthState): string {
  return JSON.stringify([status, user, stale, error?.message])
}
