export { type ErrorCode, isOAuthError, OAuthError, type User } from '@tessera/core'
export type { Auth, AuthState, Dpop, SignInOptions, SignOutOptions } from '@tessera/core/auth'
export { type CapacitorAuthOptions, createAuth } from './create-auth.js'
export type { WebAuthenticationSession } from './web-authentication-session.js'
