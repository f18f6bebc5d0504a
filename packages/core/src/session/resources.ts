import { OAuthError } from '../errors.js'
import { secureUrl } from '../secure-url.js'
import { type Wanted, wanted } from './grant-record.js'

/** Where access tokens may be sent: an origin or URL prefix, with the scopes and the resource indicator (RFC 8707) its tokens need. */
export type Resource = string | { readonly url: string; readonly scope?: string; readonly indicator?: string }

/** Resources under the names by which an application asks for their tokens. */
export type Resources = Readonly<Record<string, Resource>>

/** The declared resources, ready to be looked up. */
export interface DeclaredResources {
  /** What is wanted for a resource; without a name, for the only one, or for the whole grant. Throws `invalid_options`. */
  named(name: string | undefined): Wanted
  /** What is wanted for a URL. Throws `undeclared_origin`. */
  at(url: URL): Wanted
  readonly scopes: readonly string[]
  readonly indicators: readonly string[]
}

/** Throws `invalid_options` or `insecure_url` when a resource is no https URL, nor http on this machine. */
export function declaredResources(resources: Resources = {}): DeclaredResources {
  const declared = Object.entries(resources).map(([name, resource]) => {
    const { url, scope, indicator } = typeof resource === 'string' ? { url: resource } : resource
    return { name, prefix: secureUrl(url, name), want: wanted({ scope, resource: indicator }) }
  })
  const byName = new Map(declared.map(({ name, want }) => [name, want]))
  const [first, ...others] = declared
  const usual = first && others.length === 0 ? first.want : wanted()

  return {
    named: name => {
      const want = name === undefined ? usual : byName.get(name)
      if (!want) throw new OAuthError('invalid_options', { resource: name })
      return want
    },
    at: url => {
      for (const { prefix, want } of declared) if (isWithin(url, prefix)) return want
      throw new OAuthError('undeclared_origin', { origin: url.origin })
    },
    scopes: declared.flatMap(({ want }) => want.scope ?? []),
    indicators: declared.flatMap(({ want }) => want.resource ?? []),
  }
}

function isWithin(url: URL, prefix: URL): boolean {
  const path = prefix.pathname.replace(/\/$/, '')
  return url.origin === prefix.origin && (url.pathname === path || url.pathname.startsWith(`${path}/`))
}
