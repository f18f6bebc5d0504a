export { type ErrorCode, isOAuthError, OAuthError } from '@tessera/core'
export { clientCredentials } from './client-credentials.js'
export type { ServiceOptions } from './service-source.js'
