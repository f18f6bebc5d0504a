import { useAuth } from '@tessera/react'
import { Problem } from './problem.tsx'
import { SignedIn } from './signed-in.tsx'
import { SignedOut } from './signed-out.tsx'

export function Page() {
  const { status, user, stale, error, signIn, signOut } = useAuth()
  return (
    <main>
      <header>
        <h1>Tessera</h1>
        <p className={`status ${stale ? 'stale' : status}`} role="status">
          {stale ? 'signed in, waiting for the authorization server' : status.replace('-', ' ')}
        </p>
      </header>
      {error && <Problem error={error} stale={stale ?? false} />}
      {status === 'signed-out' && <SignedOut signIn={signIn} />}
      {user && <SignedIn user={user} signOut={signOut} />}
    </main>
  )
}
