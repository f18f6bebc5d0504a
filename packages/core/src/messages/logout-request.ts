import { OAuthError } from '../errors.js'
import { secureUrl } from '../secure-url.js'
import { setParameters } from './parameters.js'
import type { Client } from './registration.js'

/** What to tell the server when the user signs out there too. */
export interface LogoutParameters {
  /** The last id_token: who signs out. */
  readonly idToken?: string | undefined
  readonly postLogoutRedirectUri?: string | undefined
  readonly state?: string | undefined
}

/**
 * The address to send the user to (OpenID Connect RP-Initiated Logout §2).
 * Throws `endpoint_missing` when the server has no end-session endpoint, `insecure_url` when it is not https.
 */
export function logoutRequest({ server, clientId, quirks }: Client, asked: LogoutParameters): string {
  const { idToken, postLogoutRedirectUri, state } = asked
  if (!server.endSessionEndpoint) throw new OAuthError('endpoint_missing', { endpoint: 'end_session' })
  const url = secureUrl(server.endSessionEndpoint, 'endSessionEndpoint')
  setParameters(url.searchParams, { idTokenHint: idToken, clientId, postLogoutRedirectUri, state })
  quirks?.writeParameters?.(url.searchParams)
  return url.href
}
