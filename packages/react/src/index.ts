'use client'

export { AuthProvider, type AuthProviderProps } from './auth-provider.js'
export { RequireAuth, type RequireAuthProps } from './require-auth.js'
export { SignedIn, type SignedInProps } from './signed-in.js'
export { type Nobody, SignedOut, type SignedOutProps } from './signed-out.js'
export { type UseAuth, useAuth } from './use-auth.js'
export { useAuthState } from './use-auth-state.js'
export { useUser } from './use-user.js'
