import type { UseAuth } from '@tessera/react'
import { config } from './config.ts'

export function SignedOut({ signIn }: Pick<UseAuth, 'signIn'>) {
  return (
    <section>
      <p>
        A single-page app with an authorization code, PKCE and refresh tokens that rotate. Open it in several tabs: they
        share one session.
      </p>
      <button type="button" className="primary" onClick={signIn}>
        Sign in
      </button>
      <p>You can be one of these:</p>
      <dl>
        {config.users.map(({ username, password }) => (
          <div key={username}>
            <dt>{username}</dt>
            <dd>
              <code>{password}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
