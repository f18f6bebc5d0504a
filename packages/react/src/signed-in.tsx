'use client'

import type { User } from '@tessera/core'
import type { Auth } from '@tessera/core/auth'
import type { ReactNode } from 'react'
import { useUser } from './use-user.js'

/** What {@link SignedIn} is given. */
export interface SignedInProps {
  /** The nearest `AuthProvider`'s unless given. */
  readonly auth?: Auth | undefined
  readonly children: ReactNode | ((user: User) => ReactNode)
}

/** Shows its children while somebody is signed in, also while the session is stale. */
export function SignedIn({ auth, children }: SignedInProps): ReactNode {
  const user = useUser(auth)
  if (!user) return null
  return typeof children === 'function' ? children(user) : children
}
