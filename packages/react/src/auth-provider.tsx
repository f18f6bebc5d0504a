'use client'

import type { Auth } from '@tessera/core/auth'
import { type Context, createContext, type ReactElement, type ReactNode } from 'react'

export const AuthContext: Context<Auth | undefined> = createContext<Auth | undefined>(undefined)

/** What {@link AuthProvider} is given. */
export interface AuthProviderProps {
  readonly auth: Auth
  readonly children?: ReactNode
}

/** Makes an Auth the one that `useAuth()` finds in the components below. */
export function AuthProvider({ auth, children }: AuthProviderProps): ReactElement {
  return <AuthContext.Provider value={auth}>{children}</AuthContext.Provider>
}
