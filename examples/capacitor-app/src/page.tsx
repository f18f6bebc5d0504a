import { SignedIn, SignedOut, useAuth } from '@tessera/react'
import { Orders } from './orders.tsx'

export function Page() {
  const { status, user, stale, error, signIn, signOut } = useAuth()
  return (
    <main>
      <h1>Tessera</h1>
      <p role="status">{stale ? 'signed in, waiting for the authorization server' : status.replace('-', ' ')}</p>
      {error && <p role="alert">{error.message}</p>}
      <SignedOut>
        <button type="button" onClick={signIn}>
          Sign in
        </button>
      </SignedOut>
      <SignedIn>
        <p>Hello {user?.name}</p>
        <Orders />
        <button type="button" onClick={signOut}>
          Sign out
        </button>
      </SignedIn>
    </main>
  )
}
