'use client'

import type { Auth } from '@tessera/core/auth'
import type { ReactNode } from 'react'
import { type UseAuth, useAuth } from './use-auth.js'

/** Nobody is signed in: what kept the user from it, if anything did, and how to sign in. */
export type Nobody = Pick<UseAuth, 'error' | 'signIn'>

/** What {@link SignedOut} is given. */
export interface SignedOutProps {
  /** The nearest `AuthProvider`'s unless given. */
  readonly auth?: Auth | undefined
  readonly children: ReactNode | ((nobody: Nobody) => ReactNode)
}

/** Shows its children once it is known that nobody is signed in. */
export function SignedOut({ auth, children }: SignedOutProps): ReactNode {
  const state = useAuth(auth)
  if (state.status !== 'signed-out') return null
  return typeof children === 'function' ? children(state) : children
}
