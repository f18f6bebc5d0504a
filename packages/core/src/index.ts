export { type ErrorCode, type Facts, isOAuthError, OAuthError } from './errors.js'
export type { Quirks } from './messages/quirks.js'
export type { Client, Registration, ServerMetadata } from './messages/registration.js'
export type { TokenSet, User } from './token-set.js'
