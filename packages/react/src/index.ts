'use client'

export { AuthProvider, type AuthProviderProps } from './auth-provider.js'
export { type UseAuth, useAuth } from './use-auth.js'
