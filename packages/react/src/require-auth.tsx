'use client'

import type { Auth } from '@tessera/core/auth'
import { type ReactNode, useEffect, useState } from 'react'
import { useProvided } from './auth-provider.js'
import type { Nobody } from './signed-out.js'
import { useAuth } from './use-auth.js'

/** What {@link RequireAuth} is given. */
export interface RequireAuthProps {
  /** The nearest `AuthProvider`'s unless given. */
  readonly auth?: Auth
  readonly children: ReactNode
  /** Shown while nobody knows yet, and while the user leaves to sign in. */
  readonly fallback?: ReactNode
  /** Shown after a failure, and after signing out: the user decides what comes next. */
  readonly otherwise: (nobody: Nobody) => ReactNode
}

/** Shows its children to users only. Others are sent to sign in, once: never after a failure, and never after they signed out. */
export function RequireAuth({ auth, children, fallback, otherwise }: RequireAuthProps): ReactNode {
  const used = useProvided(auth)
  const state = useAuth(used)
  const [mayAsk, setMayAsk] = useState(true)
  const { status, error } = state

  useEffect(() => {
    if (status === 'signed-in' || error) setMayAsk(false)
    else if (status === 'signed-out' && mayAsk) used.require().catch(() => {})
  }, [used, status, error, mayAsk])

  if (status === 'signed-in') return children
  if (status === 'loading' || (mayAsk && !error)) return fallback
  return otherwise(state)
}
