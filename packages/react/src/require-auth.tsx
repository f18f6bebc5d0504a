'use client'

import type { Auth } from '@tessera/core/auth'
import { Fragment, type ReactNode, useEffect } from 'react'
import { useProvided } from './auth-provider.js'
import type { Nobody } from './signed-out.js'
import { useAuth } from './use-auth.js'

/** What {@link RequireAuth} is given. */
export interface RequireAuthProps {
  /** The nearest `AuthProvider`'s unless given. */
  readonly auth?: Auth | undefined
  readonly children: ReactNode
  /** Shown while nobody knows yet, and while the user leaves to sign in. */
  readonly fallback?: ReactNode
  /** Shown after a failure, and after signing out: the user decides what comes next. */
  readonly otherwise: (nobody: Nobody) => ReactNode
}

/** Whose user was seen here, or a failure, by any guard: from then on nobody is sent away unasked, as long as the page lives. */
const leftToTheUser = new WeakSet<Auth>()

/**
 * Shows its children to users only, and to another user as new ones, with a state of their own. Others are sent to sign in, once: never
 * after a failure, and never after a user whom any guard of this page had let in signed out.
 */
export function RequireAuth({ auth, children, fallback, otherwise }: RequireAuthProps): ReactNode {
  const used = useProvided(auth)
  const state = useAuth(used)
  const { status, user, error } = state

  useEffect(() => {
    if (status === 'signed-in' || error) leftToTheUser.add(used)
    else if (status === 'signed-out' && !leftToTheUser.has(used)) used.require().catch(() => {})
  }, [used, status, error])

  if (user) return <Fragment key={user.sub}>{children}</Fragment>
  if (error || (status === 'signed-out' && leftToTheUser.has(used))) return otherwise(state)
  return fallback
}
