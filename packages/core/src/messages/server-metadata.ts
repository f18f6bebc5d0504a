import { OAuthError } from '../errors.js'
import { secureUrl } from '../secure-url.js'
import { isObject, isStrings, type JsonObject, present } from './json.js'

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

/** The endpoints at which a client authenticates. */
export type AuthenticatedEndpoints = Pick<
  ServerMetadata,
  | 'tokenEndpoint'
  | 'revocationEndpoint'
  | 'introspectionEndpoint'
  | 'deviceAuthorizationEndpoint'
  | 'pushedAuthorizationRequestEndpoint'
>

/**
 * Reads a metadata document (RFC 8414 §3.3, OpenID Connect Discovery §4.3).
 * Throws `issuer_mismatch` when it speaks for another issuer, `insecure_url` when an endpoint is not https, and
 * `discovery_invalid` when it is no such document.
 */
export function parseServerMetadata(json: unknown, issuer: string): ServerMetadata {
  if (!isObject(json)) throw new OAuthError('discovery_invalid', { reason: 'no JSON object' })
  if (typeof json.issuer !== 'string') throw new OAuthError('discovery_invalid', { member: 'issuer' })
  if (json.issuer !== issuer) throw new OAuthError('issuer_mismatch')
  return present({
    issuer,
    authorizationEndpoint: endpoint(json, 'authorization_endpoint'),
    ...authenticating(json),
    jwksUri: endpoint(json, 'jwks_uri'),
    userinfoEndpoint: endpoint(json, 'userinfo_endpoint'),
    endSessionEndpoint: endpoint(json, 'end_session_endpoint'),
    tokenEndpointAuthMethodsSupported: authenticationMethods(json),
    requirePushedAuthorizationRequests: said(json.require_pushed_authorization_requests),
    authorizationResponseIssParameterSupported: said(json.authorization_response_iss_parameter_supported),
    mtlsEndpointAliases: aliases(json),
  })
}

function authenticating(json: JsonObject): AuthenticatedEndpoints {
  return present({
    tokenEndpoint: endpoint(json, 'token_endpoint'),
    revocationEndpoint: endpoint(json, 'revocation_endpoint'),
    introspectionEndpoint: endpoint(json, 'introspection_endpoint'),
    deviceAuthorizationEndpoint: endpoint(json, 'device_authorization_endpoint'),
    pushedAuthorizationRequestEndpoint: endpoint(json, 'pushed_authorization_request_endpoint'),
  })
}

function aliases(json: JsonObject): AuthenticatedEndpoints | undefined {
  const member = 'mtls_endpoint_aliases'
  const aliases = json[member] ?? undefined
  if (aliases === undefined) return undefined
  if (!isObject(aliases)) throw new OAuthError('discovery_invalid', { member })
  return authenticating(aliases)
}

function endpoint(json: JsonObject, member: string): string | undefined {
  const address = json[member] ?? undefined
  if (address === undefined) return undefined
  if (typeof address !== 'string' || !URL.canParse(address)) throw new OAuthError('discovery_invalid', { member })
  if (secureUrl(address, member).hash) throw new OAuthError('discovery_invalid', { member })
  return address
}

function said(value: unknown): true | undefined {
  return value === true ? true : undefined
}

function authenticationMethods(json: JsonObject): readonly string[] | undefined {
  const member = 'token_endpoint_auth_methods_supported'
  const methods = json[member] ?? undefined
  if (methods === undefined || isStrings(methods)) return methods
  throw new OAuthError('discovery_invalid', { member })
}
