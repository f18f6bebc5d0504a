'use client'

import type { User } from '@tessera/core'
import type { Auth } from '@tessera/core/auth'
import { Fragment, type ReactNode } from 'react'
import { useUser } from './use-user.js'

/** What {@link SignedIn} is given. */
export interface SignedInProps {
  /** The nearest `AuthProvider`'s unless given. */
  readonly auth?: Auth | undefined
  readonly children: ReactNode | ((user: User) => ReactNode)
}

/** Shows its children while somebody is signed in, also while the session is stale; to another user as new ones, with a state of their own. */
export function SignedIn({ auth, children }: SignedInProps): ReactNode {
  const user = useUser(auth)
  if (!user) return null
  return <Fragment key={user.sub}>{typeof children === 'function' ? children(user) : children}</Fragment>
}
