import { OAuthError } from '../errors.js'
import { secureUrl } from '../secure-url.js'
import { isObject, isStrings, type JsonObject, present } from './json.js'
import { wireName } from './parameters.js'

/** What an authorization server says about itself (RFC 8414 §2, OpenID Connect Discovery §3). Plain JSON data. */
export interface ServerMetadata {
  readonly issuer: string
  readonly authorizationEndpoint?: string
  readonly tokenEndpoint?: string
  readonly jwksUri?: string
  readonly userinfoEndpoint?: string
  readonly revocationEndpoint?: string
  readonly introspectionEndpoint?: string
  /** Where a device asks for a code (RFC 8628 §4). */
  readonly deviceAuthorizationEndpoint?: string
  /** Where an authorization request can be pushed (RFC 9126 §5). */
  readonly pushedAuthorizationRequestEndpoint?: string
  /** Whether every authorization request must be pushed (RFC 9126 §5). */
  readonly requirePushedAuthorizationRequests?: boolean
  readonly endSessionEndpoint?: string
  /** How clients may authenticate at the token endpoint; absent means `client_secret_basic` (RFC 8414 §2). */
  readonly tokenEndpointAuthMethodsSupported?: readonly string[]
  /** Whether every authorization response names the issuer (RFC 9207 §3). */
  readonly authorizationResponseIssParameterSupported?: boolean
  /** Where clients go that are known by their certificate, if not to the same addresses (RFC 8705 §5). */
  readonly mtlsEndpointAliases?: AuthenticatedEndpoints
}

const authenticated = [
  'tokenEndpoint',
  'revocationEndpoint',
  'introspectionEndpoint',
  'deviceAuthorizationEndpoint',
  'pushedAuthorizationRequestEndpoint',
] as const

/** The endpoints at which a client authenticates. */
export type AuthenticatedEndpoints = Pick<ServerMetadata, (typeof authenticated)[number]>

/**
 * Reads a metadata document (RFC 8414 §3.3, OpenID Connect Discovery §4.3).
 * Throws `issuer_mismatch` when it speaks for another issuer, `insecure_url` when an endpoint is not https, and
 * `discovery_invalid` when it is no such document.
 */
export function parseServerMetadata(json: unknown, issuer: string): ServerMetadata {
  if (!isObject(json)) throw new OAuthError('discovery_invalid', { reason: 'no JSON object' })
  if (typeof json.issuer !== 'string') throw new OAuthError('discovery_invalid', { member: 'issuer' })
  if (json.issuer !== issuer) throw new OAuthError('issuer_mismatch')
  const aliases = member(json, 'mtls_endpoint_aliases', isObject)
  return present({
    issuer,
    ...endpoints(json, [
      'authorizationEndpoint',
      'jwksUri',
      'userinfoEndpoint',
      'endSessionEndpoint',
      ...authenticated,
    ]),
    tokenEndpointAuthMethodsSupported: member(json, 'token_endpoint_auth_methods_supported', isStrings),
    requirePushedAuthorizationRequests: said(json.require_pushed_authorization_requests),
    authorizationResponseIssParameterSupported: said(json.authorization_response_iss_parameter_supported),
    mtlsEndpointAliases: aliases && endpoints(aliases, authenticated),
  })
}

/** The addresses that a document has under these names, in the wire's spelling. */
function endpoints<N extends string>(json: JsonObject, names: readonly N[]): { readonly [K in N]?: string } {
  const found = names.map(name => [name, member(json, wireName(name), isAddress)])
  return present(Object.fromEntries(found)) as { readonly [K in N]?: string }
}

/** What a document says of this, unless it says nothing. */
function member<T>(json: JsonObject, name: string, isOne: (value: unknown, name: string) => value is T): T | undefined {
  const value = json[name] ?? undefined
  if (value === undefined || isOne(value, name)) return value
  throw new OAuthError('discovery_invalid', { member: name })
}

/** A browser reads `https:id.example` as if the slashes were there; in RFC 3986 §3.2 it has no host. */
function isAddress(value: unknown, name: string): value is string {
  return typeof value === 'string' && URL.canParse(value) && !secureUrl(value, name).hash && /^\w+:\/\//.test(value)
}

function said(value: unknown): true | undefined {
  return value === true ? true : undefined
}
