'use client'

import type { Auth } from '@tessera/core/auth'
import { createContext, type ReactElement, type ReactNode, useContext } from 'react'

const AuthContext = createContext<Auth | undefined>(undefined)

/** What {@link AuthProvider} is given. */
export interface AuthProviderProps {
  readonly auth: Auth
  readonly children?: ReactNode
}

/** Makes an Auth the one that hooks and components below use when they are given none. */
export function AuthProvider({ auth, children }: AuthProviderProps): ReactElement {
  return <AuthContext.Provider value={auth}>{children}</AuthContext.Provider>
}

/** The Auth that was given, or the nearest provider's. Throws where there is neither. */
export function useProvided(auth: Auth | undefined): Auth {
  const provided = useContext(AuthContext)
  const used = auth ?? provided
  if (!used)
    throw new Error('There is no Auth: give one as the argument or prop `auth`, or put an <AuthProvider> above.')
  return used
}
