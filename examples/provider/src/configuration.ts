import { randomBytes } from 'node:crypto'
import {
  type AdapterFactory,
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import { authorizationDetails } from './authorization-details.ts'
import { type Clients, clientMetadata, resourceServerClient } from './clients.ts'
import { loadGrant } from './consent.ts'
import { devicePages } from './device-pages.ts'
import { errorPage } from './error-page.ts'
import { interactionPath, strengths } from './interaction.ts'
import { loggedOutPage, logoutPage } from './logout-page.ts'
import { defaultResource, type Resources, resourceServer } from './resources.ts'
import type { SigningKey } from './signing-key.ts'
import { userOf } from './users.ts'

export interface Settings {
  readonly adapter: AdapterFactory
  readonly clients: Clients
  /** The origins whose pages may call the endpoints. */
  readonly origins: ReadonlySet<string>
  readonly resources: Resources
  readonly key: SigningKey
  /** That of the client which signs who it is. */
  readonly serviceKey: SigningKey
  readonly accessTokenSeconds: () => number
  /** Whether proofs of possession must contain a nonce (RFC 9449 §8). */
  readonly requiresNonce: () => boolean
}

const hour = 60 * 60
const day = 24 * hour

/** Everything oidc-provider would otherwise announce a default for at start or at first use is set here. */
export function configuration(settings: Settings): Configuration {
  const { adapter, clients, origins, resources, key, serviceKey, accessTokenSeconds, requiresNonce } = settings
  return {
    adapter,
    clients: clientMetadata(clients, serviceKey),
    jwks: { keys: [key.privateKey] },
    cookies: { keys: [randomBytes(32)] },
    clockTolerance: 0,

    responseTypes: ['code', 'code id_token', 'code id_token token', 'id_token token', 'id_token'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none'],
    enabledJWA: {
      clientAuthSigningAlgValues: ['RS256', 'HS256'],
      idTokenSigningAlgValues: ['RS256', 'HS256'],
      userinfoSigningAlgValues: ['RS256'],
      introspectionSigningAlgValues: ['RS256'],
      authorizationSigningAlgValues: ['RS256'],
      requestObjectSigningAlgValues: ['RS256'],
    },
    assertJwtClientAuthClaimsAndHeader: refuseOldAssertions,
    clientBasedCORS: (_ctx, origin) => origins.has(origin),

    scopes: ['openid', 'offline_access'],
    claims: {
      openid: ['sub', 'auth_time', 'amr'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    conformIdTokenClaims: false,
    acrValues: [...strengths],
    extraTokenClaims: ({ oidc: { entities, session } }) => ({
      acr: (entities.AuthorizationCode ?? entities.RefreshToken ?? session)?.acr,
    }),
    findAccount: (_ctx, subject) => account(subject),

    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 60,
      DeviceCode: 600,
      PushedAuthorizationRequest: 60,
      IdToken: hour,
      Interaction: hour,
      RefreshToken: 14 * day,
      Grant: 14 * day,
      Session: 14 * day,
    },

    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    // Signing out at the authorization server ends its own session. Tokens end by expiry or by revocation.
    expiresWithSession: () => false,

    loadExistingGrant: ctx => loadGrant(clients, ctx),
    interactions: { policy: policy(), url: (_ctx, interaction) => interactionPath + interaction.uid },
    renderError(ctx, { error, error_description }) {
      ctx.type = 'html'
      ctx.body = errorPage(error, error_description)
    },

    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: requiresNonce },
      pushedAuthorizationRequests: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: devicePages,
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) =>
          token.clientId === client.clientId || client.clientId === resourceServerClient.id,
      },
      jwtIntrospection: { enabled: true },
      jwtResponseModes: { enabled: true },
      jwtUserinfo: { enabled: true },
      requestObjects: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, identifier, client) =>
          resourceServer(resources, identifier, client.clientId === clients.serviceOpaque.id ? 'opaque' : 'jwt'),
        defaultResource: (ctx, _client, oneOf) =>
          oneOf === undefined ? defaultResource(resources, ctx.oidc.requestParamScopes) : oneOf[0],
        useGrantedResource: () => true,
      },
      richAuthorizationRequests: authorizationDetails,
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          ctx.body = logoutPage(form, ctx.oidc.entities.IdTokenHint !== undefined)
        },
        postLogoutSuccessSource(ctx) {
          ctx.body = loggedOutPage()
        },
      },
    },
  }
}

/** oidc-provider still takes the token endpoint for an audience, and any type; RFC 10070 §4 wants the issuer alone, and one type. */
function refuseOldAssertions(
  { oidc }: KoaContextWithOIDC,
  { aud }: Readonly<Record<string, unknown>>,
  { typ }: Readonly<Record<string, unknown>>,
): void {
  if (aud !== oidc.issuer) throw new errors.InvalidClientAuth('the audience must be the issuer')
  if (typ !== 'client-authentication+jwt')
    throw new errors.InvalidClientAuth('the type must be client-authentication+jwt')
}

function account(subject: string) {
  const user = userOf(subject)
  if (user === undefined) return undefined
  const { username, name, email } = user
  const claims = { sub: username, name, preferred_username: username, email, email_verified: true }
  return { accountId: username, claims: () => claims }
}

function policy(): interactionPolicy.DefaultPolicy {
  const prompts = interactionPolicy.base()
  // It would make prompt=none impossible for the implicit clients, which are native only because they use http.
  prompts.get('consent')?.checks.remove('native_client_prompt')
  prompts.get('login')?.checks.add(
    new interactionPolicy.Check('acr_values', 'The user has to sign in more strongly.', ({ oidc }) => {
      const wanted = String(oidc.params?.acr_values ?? '').split(' ')
      return !oidc.result?.login && strengths.some(acr => wanted.includes(acr)) && !wanted.includes(oidc.acr ?? '')
    }),
  )
  return prompts
}
