export type { Provider } from './provider.js'

import type { Provider } from './provider.js'
import { renamed } from './translations.js'

/** A client of a user pool of Amazon Cognito. */
export interface CognitoUserPool {
  /** Begins with its region, such as `eu-central-1_AbCdEfGhI`. */
  readonly userPoolId: string
  readonly clientId: string
}

/** The address to which a sign-out leads back is called `logout_uri`. A refresh token stays the same unless the client has rotation switched on. */
export function cognito({ userPoolId, clientId }: CognitoUserPool): Provider {
  const [region] = userPoolId.split('_')
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPoolId}`
  return { issuer, clientId, quirks: { writeParameters: renamed({ post_logout_redirect_uri: 'logout_uri' }) } }
}
