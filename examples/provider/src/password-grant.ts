import { type AccessToken, errors, type default as Provider, type TokenEndpointGrantContext } from 'oidc-provider'
import { defaultResource, type Resources, resourceServer } from './resources.ts'
import { signIn, type User } from './users.ts'

interface PasswordParameters {
  readonly username?: string
  readonly password?: string
  readonly resource?: string
}

type Context = TokenEndpointGrantContext<PasswordParameters>

const name = 'password'

/** The resource owner password credentials grant (RFC 6749 §4.3), which oidc-provider does not have. */
export function registerPasswordGrant(provider: Provider, resources: Resources): void {
  provider.registerGrantType<PasswordParameters>(
    name,
    async ctx => {
      const user = authenticate(ctx)
      const grantId = await saveGrant(provider, resources, ctx, user)
      const accessToken = await newAccessToken(provider, resources, ctx, user, grantId)
      ctx.body = {
        access_token: await accessToken.save(),
        token_type: accessToken.tokenType,
        expires_in: accessToken.expiration,
        scope: accessToken.scope || undefined,
        refresh_token: await refreshToken(provider, resources, ctx, user, grantId),
        id_token: await idToken(provider, ctx, user),
      }
    },
    ['username', 'password', 'scope', 'resource'],
  )
}

function authenticate(ctx: Context): User {
  const { username, password } = ctx.oidc.params
  if (!username || !password) throw new errors.InvalidRequest("missing required parameter(s) 'username', 'password'")
  const user = signIn(username, password)
  if (user === undefined) throw new errors.InvalidGrant('the username or the password is wrong')
  return user
}

async function saveGrant(provider: Provider, resources: Resources, ctx: Context, user: User): Promise<string> {
  const { client, requestParamScopes, requestParamOIDCScopes } = ctx.oidc
  const grant = new provider.Grant({ clientId: client?.clientId, accountId: user.username })
  grant.addOIDCScope(requestParamOIDCScopes)
  for (const resource of [resources.api, resources.billing]) {
    const { scopes } = new provider.ResourceServer(resource, resourceServer(resources, resource, 'jwt'))
    grant.addResourceScope(resource, requestParamScopes.intersection(scopes))
  }
  return grant.save()
}

async function newAccessToken(
  provider: Provider,
  resources: Resources,
  ctx: Context,
  user: User,
  grantId: string,
): Promise<AccessToken> {
  const { client, params, requestParamScopes, requestParamOIDCScopes } = ctx.oidc
  if (client === undefined) throw new errors.InvalidClient('the client is unknown')
  const accessToken = new provider.AccessToken({ accountId: user.username, client, grantId, gty: name })
  const resource = params.resource ?? defaultResource(resources, requestParamScopes)
  if (resource === undefined) {
    accessToken.scope = [...requestParamOIDCScopes].join(' ')
    return accessToken
  }
  const server = new provider.ResourceServer(resource, resourceServer(resources, resource, 'jwt'))
  accessToken.resourceServer = server
  accessToken.scope = [...requestParamScopes.intersection(server.scopes)].join(' ')
  return accessToken
}

async function refreshToken(
  provider: Provider,
  resources: Resources,
  ctx: Context,
  user: User,
  grantId: string,
): Promise<string | undefined> {
  const { client, params, requestParamScopes } = ctx.oidc
  if (!client?.grantTypeAllowed('refresh_token')) return undefined
  const token = new provider.RefreshToken({
    accountId: user.username,
    client,
    grantId,
    gty: name,
    scope: [...requestParamScopes].join(' '),
    resource: params.resource ?? defaultResource(resources, requestParamScopes),
    rotations: 0,
  })
  return token.save()
}

async function idToken(provider: Provider, ctx: Context, user: User): Promise<string | undefined> {
  if (!ctx.oidc.requestParamScopes.has('openid')) return undefined
  const token = new provider.IdToken({ sub: user.username, name: user.name, email: user.email }, { ctx })
  Object.assign(token, { scope: [...ctx.oidc.requestParamOIDCScopes].join(' ') })
  return token.issue({ use: 'idtoken' })
}
