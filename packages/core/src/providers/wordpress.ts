export type { KnownProvider } from './provider.js'

import { secureUrl } from '../secure-url.js'
import type { KnownProvider } from './provider.js'

/** A WordPress site with miniOrange's OAuth server plug-in. */
export interface WordPressSite {
  /** The address of the site's front page. */
  readonly site: string
  readonly clientId: string
  /** `rest` unless given; `plain` where permalinks are plain; `legacy` before the plug-in used the REST interface. */
  readonly layout?: 'rest' | 'plain' | 'legacy' | undefined
  /** As the plug-in's discovery document spells it, where that is not the usual one. */
  readonly issuer?: string | undefined
}

const prefixes = {
  rest: 'wp-json/moserver',
  plain: '?rest_route=/moserver',
  legacy: 'wp-content/plugins/miniorange-oauth-20-server/web/moserver',
} as const

/**
 * The options for such a site, without discovery. Every client needs its secret, in the form, so a page or a
 * phone cannot exchange a code: a page has the implicit grant, everybody a server of their own. There is neither revocation nor sign-out at
 * the provider; PKCE is accepted and ignored. The free edition refuses other grants with `grant_refused`. Where the plan gives no id_token, add the quirk
 * `withoutIdToken`: the user info endpoint names the user.
 * Throws `insecure_url` unless the site is https.
 */
export function wordpress({ site, clientId, layout = 'rest', issuer: named }: WordPressSite): KnownProvider {
  const { origin, pathname } = secureUrl(site, 'site')
  const prefix = `${origin}${pathname.replace(/\/?$/, '/')}${prefixes[layout]}`
  const own = `${prefix}/${clientId}`
  const issuer = named ?? own
  return {
    issuer,
    clientId,
    server: {
      issuer,
      authorizationEndpoint: `${prefix}/authorize`,
      tokenEndpoint: `${prefix}/token`,
      userinfoEndpoint: `${prefix}/resource`,
      jwksUri: `${own}/.well-known/keys`,
      tokenEndpointAuthMethodsSupported: ['client_secret_post'],
    },
    quirks: { numericSubject: true },
  }
}
