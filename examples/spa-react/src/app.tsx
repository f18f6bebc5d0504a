import { useAuth } from '@tessera/react'
import { auth } from './auth.ts'

export function App() {
  const { status, user, signIn } = useAuth(auth)
  if (status === 'loading') return <p>One moment …</p>
  if (status === 'signed-out') return <button onClick={signIn}>Sign in</button>
  return <p>Hello {user.name}</p>
}
