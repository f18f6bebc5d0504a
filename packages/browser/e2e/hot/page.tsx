import { useAuth } from '@tessera/react'
import { useState } from 'react'
import { auth } from './auth.ts'

export function Page() {
  const { status, user, error, signIn, signOut } = useAuth(auth)
  const [clicks, setClicks] = useState(0)
  return (
    <main>
      <p role="status">{[status, user?.name, error?.code].filter(Boolean).join(' ')}</p>
      <button type="button" onClick={signIn}>
        Sign in
      </button>
      <button type="button" onClick={signOut}>
        Sign out
      </button>
      <button type="button" onClick={() => setClicks(clicks + 1)}>
        Clicked {clicks}
      </button>
    </main>
  )
}
