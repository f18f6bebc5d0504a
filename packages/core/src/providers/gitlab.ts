export type { Provider } from './provider.js'

import { secureUrl } from '../secure-url.js'
import type { Provider } from './provider.js'

/** A client of gitlab.com or of a GitLab elsewhere. */
export interface GitLabInstance {
  readonly clientId: string
  /** `https://gitlab.com` unless given. */
  readonly url?: string | undefined
}

/** Nothing deviates. Throws `insecure_url` unless the address is https. */
export function gitlab({ clientId, url = 'https://gitlab.com' }: GitLabInstance): Provider {
  const { origin, pathname } = secureUrl(url, 'url')
  return { issuer: `${origin}${pathname.replace(/\/$/, '')}`, clientId }
}
