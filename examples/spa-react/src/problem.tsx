import type { OAuthError } from '@tessera/browser'

const meanings: Partial<Record<OAuthError['code'], string>> = {
  authorization_refused: 'The sign-in was cancelled or refused. You can try again.',
  code_not_loaded: 'A part of this page could not be loaded. Reload it if this does not pass.',
  network_failed: 'The authorization server cannot be reached.',
  offline: 'This device is offline.',
  server_failed: 'The authorization server has a problem of its own.',
  session_ended: 'This session has ended. Please sign in again.',
  state_unknown: 'This sign-in was not begun here, or long ago. Please sign in again.',
  storage_failed: 'This browser cannot store the session, so it lasts as long as this page.',
  timed_out: 'The authorization server did not answer in time.',
}

interface Props {
  readonly error: OAuthError
  /** Whether the session is kept and renewed by itself once it can be. */
  readonly stale: boolean
}

export function Problem({ error, stale }: Props) {
  return (
    <section className="problem" role={stale ? 'note' : 'alert'}>
      <p>
        {meanings[error.code] ?? 'Something did not work.'} {outlook(error, stale)}
      </p>
      <p>
        <code>{error.code}</code> {error.serverError && <code>{error.serverError}</code>}
      </p>
    </section>
  )
}

function outlook({ retryable }: OAuthError, stale: boolean): string {
  if (stale) return 'Nothing is lost: this page goes on by itself.'
  return retryable ? 'You can try again.' : ''
}
