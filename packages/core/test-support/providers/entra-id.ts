import type { JsonObject } from '../../src/messages/json.js'
import { entraId, entraIdTenants } from '../../src/providers/entra-id.js'
import type { ProviderFixture } from '../provider-suite.js'

const read = '2026-11-26'
const docs = 'https://learn.microsoft.com/en-us/entra/identity-platform'
const host = 'https://login.microsoftonline.com'
export const tenant = '11111111-2222-4333-8444-555555555555'
export const otherTenant = '66666666-7777-4888-9999-000000000000'
const one = entraId({ tenant, clientId: 'web' })
const several = entraIdTenants({ tenants: [otherTenant, tenant], clientId: 'web' })
const tokens = { token_type: 'Bearer', expires_in: 3599, scope: 'User.Read' }

function discoveryOf(path: string, issuer: string): JsonObject {
  return {
    issuer: issuer,
    authorization_endpoint: `${host}/${path}/oauth2/v2.0/authorize`,
    token_endpoint: `${host}/${path}/oauth2/v2.0/token`,
    jwks_uri: `${host}/${path}/discovery/v2.0/keys`,
    userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    end_session_endpoint: `${host}/${path}/oauth2/v2.0/logout`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
  }
}

/** Which Tessera would refuse, as nobody has this issuer. */
export const template: JsonObject = discoveryOf('organizations', `${host}/{tenantid}/v2.0`)

const common = {
  entry: 'entra-id',
  sources: [
    { title: 'OpenID Connect on the Microsoft identity platform', address: `${docs}/v2-protocols-oidc`, read },
    { title: 'OAuth 2.0 authorization code flow', address: `${docs}/v2-oauth2-auth-code-flow`, read },
  ],
  grants: ['code', 'client credentials', 'implicit'],
  secret: 'none',
  scope: 'offline_access User.Read',
  idToken: { iss: `${host}/${tenant}/v2.0`, aud: 'web', sub: 'pairwise-ada', tid: tenant, ver: '2.0' },
  answers: {
    code: { ...tokens, access_token: 'an access token', refresh_token: 'a refresh token' },
    refresh: { ...tokens, access_token: 'another access token', refresh_token: 'another refresh token' },
    refusal: {
      status: 400,
      body: {
        error: 'invalid_grant',
        error_description: 'AADSTS70000: The refresh token is no longer valid.\r\nTrace ID: 0\r\nCorrelation ID: 0',
        error_codes: [70000],
      },
    },
    userinfo: { sub: 'pairwise-ada', name: 'Ada' },
  },
  outcome: {
    authorization: { scope: 'openid offline_access User.Read' },
    user: { sub: 'pairwise-ada', tid: tenant, ver: '2.0' },
    code: { accessToken: 'an access token', refreshToken: 'a refresh token', expiresIn: 3_599_000 },
    refresh: { accessToken: 'another access token', refreshToken: 'another refresh token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
    userinfo: { sub: 'pairwise-ada', name: 'Ada' },
  },
} as const satisfies Partial<ProviderFixture>

export const entraIdFixture: ProviderFixture = {
  ...common,
  name: 'Microsoft Entra ID',
  provider: one,
  quirks: {},
  notes: ['Asks for the tenant’s id, a UUID: with its domain the issuer would be another one than tokens name.'],
  snippet: `import { createAuth } from '@tessera/browser'
import { entraId } from '@tessera/core/providers/entra-id'
export const auth = createAuth({ ...entraId({ tenant: '${tenant}', clientId: 'web' }), scope: 'offline_access' })`,
  discovery: discoveryOf(tenant, one.issuer),
}

export const entraIdTenantsFixture: ProviderFixture = {
  ...common,
  sources: [
    ...common.sources,
    {
      title: 'Access tokens in the Microsoft identity platform: validate the issuer',
      address: `${docs}/access-tokens#validate-the-issuer`,
      read,
    },
  ],
  key: { issuer: `${host}/{tenantid}/v2.0` },
  name: 'Microsoft Entra ID, several tenants',
  provider: several,
  quirks: {
    issuers:
      'The discovery document has a template for an issuer. The tenants that you list are the issuers, each one exactly.',
    isKeyOf: 'A key names the issuer for which it signs, or the template: it is taken for no other.',
  },
  notes: [],
  snippet: `import { createAuth } from '@tessera/browser'
import { entraIdTenants } from '@tessera/core/providers/entra-id'
export const auth = createAuth({ ...entraIdTenants({ tenants: ['${tenant}'], clientId: 'web' }), scope: 'offline_access' })`,
}
