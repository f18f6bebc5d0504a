import { errors, type default as Provider, type TokenEndpointGrantContext } from 'oidc-provider'
import { defaultResource, type Resources } from './resources.ts'
import { userToken } from './user-token.ts'
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
      const { grantId, answer } = await userToken(provider, resources, ctx, user.username, name)
      ctx.body = {
        ...answer,
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
