import { OAuthError } from '../errors.js'
import { secureUrl } from '../secure-url.js'
import type { AuthorizationDetailsParameter } from '../want.js'
import { type Wanted, wanted } from './grant-record.js'

/**
 * Where access tokens may be sent: an origin or URL prefix, with the scopes, the resource indicator (RFC 8707) and the authorization
 * details (RFC 9396) its tokens need.
 */
export type Resource =
  | string
  | {
      readonly url: string
      readonly scope?: string | undefined
      readonly indicator?: string | undefined
      readonly authorizationDetails?: AuthorizationDetailsParameter | undefined
    }

/** Resources under the names by which an application asks for their tokens. */
export type Resources = Readonly<Record<string, Resource>>

/** A resource and what is wanted for it. */
export interface DeclaredResource {
  readonly name: string
  readonly prefix: URL
  readonly want: Wanted
}

/** Throws `invalid_options` or `insecure_url` when a resource is no https URL, nor http on this machine. */
export function declaredResources(resources: Resources = {}): readonly DeclaredResource[] {
  return Object.entries(resources).map(([name, resource]) => {
    const { url, indicator, ...more } = typeof resource === 'string' ? { url: resource } : resource
    return { name, prefix: secureUrl(url, name), want: wanted({ ...more, resource: indicator }) }
  })
}

/** What is wanted for a resource; without a name, for the only one, or for the whole grant. Throws `invalid_options`. */
export function wantNamed(declared: readonly DeclaredResource[], name?: string): Wanted {
  if (name === undefined) return declared.length === 1 && declared[0] ? declared[0].want : wanted()
  const found = declared.find(resource => resource.name === name)
  if (!found) throw new OAuthError('invalid_options', { resource: name })
  return found.want
}
