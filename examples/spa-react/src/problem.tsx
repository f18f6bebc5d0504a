import type { OAuthError } from '@tessera/browser'

const meanings: Readonly<Record<string, string>> = {
  authorization_refused: 'The sign-in was cancelled or refused. You can try again.',
  network_failed:
    'The authorization server cannot be reached. Nothing is lost; this page goes on by itself when it returns.',
  server_failed: 'The authorization server has a problem. Nothing is lost; this page goes on by itself.',
  session_ended: 'This session has ended. Please sign in again.',
  state_unknown: 'This sign-in was not begun here, or long ago. Please sign in again.',
  storage_failed: 'This browser cannot store the session, so it lasts as long as this page.',
}

export function Problem({ error }: { readonly error: OAuthError }) {
  return (
    <section className="problem" role="alert">
      <p>{meanings[error.code] ?? 'Something did not work.'}</p>
      <p>
        <code>{error.code}</code> {error.serverError && <code>{error.serverError}</code>}
      </p>
    </section>
  )
}
