import type { Json } from './lies.ts'

/** What an honest server says of itself (RFC 8414 §2). */
export function metadataOf(origin: string): Json {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    pushed_authorization_request_endpoint: `${origin}/par`,
    device_authorization_endpoint: `${origin}/device`,
    jwks_uri: `${origin}/keys`,
    userinfo_endpoint: `${origin}/me`,
    revocation_endpoint: `${origin}/revoke`,
    introspection_endpoint: `${origin}/introspect`,
    authorization_response_iss_parameter_supported: true,
  }
}
