'use client'

import { useAuth } from '@tessera/react'

/** Who is signed in. The server and the browser's first render say `loading`. */
export function Account() {
  const { status, user, error, signIn, signOut } = useAuth()
  return (
    <>
      <p role="status">{user?.name ?? status}</p>
      {error && <p role="alert">{error.code}</p>}
      {status === 'signed-out' && (
        <button type="button" onClick={signIn}>
          Sign in
        </button>
      )}
      {status === 'signed-in' && (
        <button type="button" onClick={signOut}>
          Sign out
        </button>
      )}
    </>
  )
}
