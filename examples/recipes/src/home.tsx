import { useAuth } from '@tessera/react'
import type { ReactNode } from 'react'
import { auth } from './auth.ts'
import { OrdersQuery } from './orders-query.tsx'

export function Home({ children }: { readonly children: ReactNode }) {
  const { status, user, signIn, signOut } = useAuth(auth)
  return (
    <main>
      <p role="status">{user?.name ?? status}</p>
      <button type="button" onClick={signIn}>
        Sign in
      </button>
      <button type="button" onClick={signOut}>
        Sign out
      </button>
      {children}
      <OrdersQuery />
    </main>
  )
}
