'use client'

import { useSuspenseAuth } from '@tessera/react'

/** The server sends what the `Suspense` above shows meanwhile. */
export function Greeting() {
  const { user } = useSuspenseAuth()
  return <p>{user ? 'Welcome back.' : 'Sign in to see your orders.'}</p>
}
