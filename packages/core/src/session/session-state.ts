import { OAuthError } from '../errors.js'
import type { User } from '../token-set.js'
import type { GrantRecord } from './grant-record.js'

/** What an application can see of a session. Never an access or refresh token. `stale` does not sign out. */
export type AuthState =
  | { readonly status: 'loading'; readonly user?: undefined; readonly stale?: undefined; readonly error?: undefined }
  | {
      readonly status: 'signed-out'
      readonly user?: undefined
      readonly stale?: undefined
      readonly error?: OAuthError
    }
  | { readonly status: 'signed-in'; readonly user: User; readonly stale: boolean; readonly error?: OAuthError }

export const loading: AuthState = { status: 'loading' }

/** The state that a record and an error amount to: the same object as before where nobody could see a difference. */
export function sessionState(before: AuthState, record: GrantRecord, error: OAuthError | undefined): AuthState {
  const after = stateOf(record, error)
  return seen(before) === seen(after) ? before : after
}

function stateOf({ state, secrets }: GrantRecord, error: OAuthError | undefined): AuthState {
  const said = error ? { error } : {}
  if (state === 'active') {
    const user = secrets.user ?? { sub: secrets.subject ?? '' }
    return { status: 'signed-in', user, stale: error !== undefined, ...said }
  }
  if (error || state === 'absent' || state === 'signed-out') return { status: 'signed-out', ...said }
  if (state === 'newer') return { status: 'signed-out', error: new OAuthError('storage_newer') }
  return { status: 'signed-out', error: new OAuthError('session_ended', { reason: state }) }
}

function seen({ status, user, stale, error }: AuthState): string {
  return JSON.stringify([status, user, stale, error?.message])
}
