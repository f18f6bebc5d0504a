export { type ErrorCode, isOAuthError, OAuthError, type User } from '@tessera/core'
export type { Auth, AuthState, Dpop, SignInOptions, SignOutOptions } from '@tessera/core/auth'
export { type BrowserAuthOptions, createAuth } from './create-auth.js'
