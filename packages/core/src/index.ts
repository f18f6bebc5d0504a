export { type ErrorCode, type Facts, isOAuthError, OAuthError } from './errors.js'
export type { TokenSet, User } from './token-set.js'
