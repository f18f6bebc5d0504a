import type { JWK } from 'jose'
import type { ClientMetadata, ResponseType } from 'oidc-provider'
import type { SigningKey } from './signing-key.ts'

export interface PublicClient {
  readonly id: string
  readonly redirectUris: readonly string[]
}

export interface ConfidentialClient {
  readonly id: string
  readonly secret: string
}

/** A client that signs who it is. */
export interface KeyedClient {
  readonly id: string
  readonly privateKey: JWK
}

/** A client on a server, to which users come back. */
export interface SiteClient extends ConfidentialClient, PublicClient, KeyedClient {}

export interface Clients {
  readonly web: PublicClient
  readonly webImplicit: PublicClient
  readonly thirdParty: PublicClient
  readonly terminal: PublicClient
  readonly terminalImplicit: PublicClient
  /** Must leave its authorization requests with the server (RFC 9126). */
  readonly terminalPushed: PublicClient
  readonly phone: PublicClient
  readonly service: ConfidentialClient
  readonly servicePost: ConfidentialClient
  readonly serviceOpaque: ConfidentialClient
  readonly serviceKey: KeyedClient
  readonly serviceSecretJwt: ConfidentialClient
  readonly firstParty: ConfidentialClient
  readonly device: Pick<PublicClient, 'id'>
  /** Sites with sessions of their own; of the second one every request must be signed (RFC 9101). */
  readonly shop: SiteClient
  readonly shopSigned: SiteClient
  /** Whose id_tokens are signed with its secret. */
  readonly shopSecret: SiteClient
  /** The resource server's own registration: it introspects opaque access tokens, and exchanges those that it was sent. */
  readonly ordersApi: ConfidentialClient
}

export const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/** A native client may add any port to it (RFC 8252 §7.3). */
const loopback = ['http://127.0.0.1/callback']

/** Opens an app on a phone (RFC 8252 §7.1). */
const appLink = 'com.example.app:/callback'

export function clientsOf(pages: readonly string[], serviceKey: SigningKey): Clients {
  return {
    web: { id: 'web', redirectUris: pages },
    webImplicit: { id: 'web-implicit', redirectUris: pages },
    thirdParty: { id: 'third-party', redirectUris: pages },
    terminal: { id: 'terminal', redirectUris: loopback },
    terminalImplicit: { id: 'terminal-implicit', redirectUris: loopback },
    terminalPushed: { id: 'terminal-pushed', redirectUris: loopback },
    phone: { id: 'phone', redirectUris: [appLink, ...pages] },
    // A secret that only arrives whole when it was form-encoded before Basic (RFC 6749 §2.3.1).
    service: { id: 'service', secret: '50% + more: the secret of a service' },
    servicePost: { id: 'service-post', secret: 'the secret of a service that posts it' },
    serviceOpaque: { id: 'service-opaque', secret: 'the secret of a service with opaque tokens' },
    serviceKey: { id: 'service-key', privateKey: serviceKey.privateKey },
    serviceSecretJwt: { id: 'service-secret-jwt', secret: 'the secret of a service that only signs with it' },
    firstParty: { id: 'first-party', secret: 'the secret of the first party' },
    device: { id: 'device' },
    shop: site('shop', serviceKey),
    shopSigned: site('shop-signed', serviceKey),
    shopSecret: site('shop-secret', serviceKey),
    ordersApi: resourceServerClient,
  }
}

function site(id: string, { privateKey }: SigningKey): SiteClient {
  return { id, secret: `the secret of ${id}, long enough to sign`, redirectUris: loopback, privateKey }
}

export const resourceServerClient: ConfidentialClient = { id: 'orders-api', secret: 'the secret of the orders API' }

/** May ask for payments (RFC 9396 §10). */
const payments = { authorization_details_types: ['payment'] }

export function clientMetadata(clients: Clients, serviceKey: SigningKey): readonly ClientMetadata[] {
  return [
    { ...byCode(clients.web), application_type: 'web' },
    { ...byCode(clients.thirdParty), application_type: 'web', client_name: 'Third Party Reports' },
    { ...byCode(clients.terminal), ...payments, application_type: 'native' },
    {
      ...byCode(clients.terminalPushed),
      ...payments,
      application_type: 'native',
      require_pushed_authorization_requests: true,
    },
    { ...byCode(clients.phone), application_type: 'native' },
    byImplicit(clients.webImplicit),
    byImplicit(clients.terminalImplicit),
    { ...confidential(clients.service, 'client_secret_basic', ['client_credentials']), ...payments },
    confidential(clients.servicePost, 'client_secret_post', ['client_credentials']),
    { ...confidential(clients.serviceOpaque, 'client_secret_basic', ['client_credentials']), ...payments },
    byKey(clients.serviceKey, serviceKey),
    confidential(clients.serviceSecretJwt, 'client_secret_jwt', ['client_credentials']),
    confidential(clients.firstParty, 'client_secret_basic', ['password', 'refresh_token']),
    onDevice(clients.device),
    onServer(clients.shop, serviceKey),
    { ...onServer(clients.shopSigned, serviceKey), ...payments, require_signed_request_object: true },
    { ...onServer(clients.shopSecret, serviceKey), id_token_signed_response_alg: 'HS256' },
    {
      ...confidential(resourceServerClient, 'client_secret_basic', [tokenExchange]),
      introspection_signed_response_alg: 'RS256',
    },
  ]
}

function byKey(client: KeyedClient, { publicKeys }: SigningKey): ClientMetadata {
  return {
    client_id: client.id,
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: publicKeys,
    grant_types: ['client_credentials', jwtBearer],
    response_types: [],
    redirect_uris: [],
  }
}

function onServer({ id, secret, redirectUris }: SiteClient, { publicKeys }: SigningKey): ClientMetadata {
  const responseTypes: readonly ResponseType[] = ['code', 'code id_token', 'code id_token token', 'id_token token']
  return {
    client_id: id,
    client_secret: secret,
    // Only a native client may have an id_token in an address on http://localhost (OpenID Connect Registration §2).
    application_type: 'native',
    token_endpoint_auth_method: 'client_secret_basic',
    jwks: publicKeys,
    request_object_signing_alg: 'RS256',
    userinfo_signed_response_alg: 'RS256',
    grant_types: ['authorization_code', 'refresh_token', 'implicit'],
    response_types: responseTypes,
    redirect_uris: redirectUris,
  }
}

function onDevice({ id }: Clients['device']): ClientMetadata {
  return {
    client_id: id,
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
    response_types: [],
    redirect_uris: [],
  }
}

function byCode(client: PublicClient): ClientMetadata {
  return {
    client_id: client.id,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.redirectUris,
  }
}

function byImplicit(client: PublicClient): ClientMetadata {
  const responseTypes: readonly ResponseType[] = ['id_token token', 'id_token']
  return {
    client_id: client.id,
    // Only a native client may use the implicit grant on http://localhost (OpenID Connect Registration §2).
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['implicit'],
    response_types: responseTypes,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.redirectUris,
  }
}

function confidential(
  client: ConfidentialClient,
  method: 'client_secret_basic' | 'client_secret_post' | 'client_secret_jwt',
  grantTypes: readonly string[],
): ClientMetadata {
  return {
    client_id: client.id,
    client_secret: client.secret,
    token_endpoint_auth_method: method,
    grant_types: grantTypes,
    response_types: [],
    redirect_uris: [],
  }
}
