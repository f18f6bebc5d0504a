export type { Provider } from './provider.js'

import { OAuthError } from '../errors.js'
import type { Provider } from './provider.js'
import { renamed } from './translations.js'

/** A client of a user pool of Amazon Cognito. */
export interface CognitoUserPool {
  /** Begins with its region, such as `eu-central-1_AbCdEfGhI`. */
  readonly userPoolId: string
  readonly clientId: string
}

/**
 * The address to which a sign-out leads back is called `logout_uri`. A refresh token stays the same unless the client has rotation switched on.
 * Throws `invalid_options` unless the user pool is an id that begins with its region.
 */
export function cognito({ userPoolId, clientId }: CognitoUserPool): Provider {
  const [, region] = /^([\w-]+)_[^\W_]+$/.exec(userPoolId) ?? []
  if (region === undefined) throw new OAuthError('invalid_options', { name: 'userPoolId' })
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`
  return { issuer, clientId, quirks: { writeParameters: renamed({ post_logout_redirect_uri: 'logout_uri' }) } }
}
