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
      </section>
      <TokenClock />
      <Orders />
      <Claims user={user} />
    </>
  )
}
