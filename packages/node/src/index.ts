export { type ErrorCode, isOAuthError, OAuthError } from '@tessera/core'
export type { Resources, TokenOptions, TokenSource } from '@tessera/core/session'
export { clientCredentials } from './client-credentials.js'
export type { ClientOptions, ServiceOptions } from './service-source.js'
