import type { Auth, User } from '@tessera/browser'
import { Claims } from './claims.tsx'
import { Orders } from './orders.tsx'
import { TokenClock } from './token-clock.tsx'

interface Props extends Pick<Auth, 'signOut'> {
  readonly user: User
}

export function SignedIn({ user, signOut }: Props) {
  return (
    <>
      <section>
        <h2>{user.name ?? user.sub}</h2>
        <p>{user.email}</p>
        <div className="actions">
          <button type="button" onClick={signOut}>
            Sign out
          </button>
          <button type="button" onClick={() => signOut({ atProvider: true })}>
            Sign out at the provider, too
          </button>
        </div>
        <p className="hint">
          “Sign out” ends the session only here: the provider still knows you, and the next sign-in asks for no
          password.
        </p>
      </section>
      <TokenClock />
      <Orders />
      <Claims user={user} />
    </>
  )
}
