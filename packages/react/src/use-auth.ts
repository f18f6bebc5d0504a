'use client'

import type { Auth, AuthState } from '@tessera/core/auth'
import { useMemo, useSyncExternalStore } from 'react'
import { useProvided } from './auth-provider.js'

/** What a component sees of an Auth, and what it may do. */
export type UseAuth = AuthState & Pick<Auth, 'signIn' | 'signOut'>

/**
 * The state of an Auth, and a new render when it changes; a rotation changes nothing. Without an argument it is the Auth of
 * the nearest `AuthProvider`. Throws where there is neither.
 */
export function useAuth(auth?: Auth): UseAuth {
  const { subscribe, getSnapshot, getServerSnapshot, signIn, signOut } = useProvided(auth)
  const state = useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot)
  return useMemo(() => ({ ...state, signIn, signOut }), [state, signIn, signOut])
}
