import { json } from './answer.js'
import type { Endpoint } from './ground.js'
import { grants } from './token-endpoint.js'

/** Where the endpoints are, below the issuer. */
export const paths = {
  authorization: '/authorize',
  token: '/token',
  keys: '/keys',
  userinfo: '/userinfo',
  revocation: '/revoke',
  introspection: '/introspect',
  endSession: '/end-session',
} as const

/** OpenID Connect Discovery §3, RFC 8414 §2. */
export const discoveryEndpoint: Endpoint = async ({ issuer, keys }) => {
  const at = (path: string) => issuer.replace(/\/$/, '') + path
  return json({
    issuer,
    authorization_endpoint: at(paths.authorization),
    token_endpoint: at(paths.token),
    jwks_uri: at(paths.keys),
    userinfo_endpoint: at(paths.userinfo),
    revocation_endpoint: at(paths.revocation),
    introspection_endpoint: at(paths.introspection),
    end_session_endpoint: at(paths.endSession),
    response_types_supported: ['code', 'id_token token', 'token'],
    grant_types_supported: [...grants.keys(), 'implicit'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [keys.algorithm],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  })
}
