import { useAuth } from '@tessera/react'

export function Greeting() {
  const { status, user, signIn, signOut } = useAuth()
  if (status === 'loading') return <p>One moment</p>
  if (status === 'signed-out')
    return (
      <button type="button" onClick={signIn}>
        Sign in
      </button>
    )
  return (
    <button type="button" onClick={signOut}>
      Sign out, {user.name}
    </button>
  )
}
