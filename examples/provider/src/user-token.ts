import { type AccessToken, errors, type default as Provider, type TokenEndpointGrantContext } from 'oidc-provider'
import { defaultResource, type Resources, resourceServer } from './resources.ts'

/** A new access token for a user at the client of this request, for the resource and scopes that the request names. */
export interface UserToken {
  readonly grantId: string
  /** What the token endpoint says of it (RFC 6749 §5.1). */
  readonly answer: Readonly<Record<string, unknown>>
}

export async function userToken<P extends { readonly resource?: string }>(
  provider: Provider,
  resources: Resources,
  ctx: TokenEndpointGrantContext<P>,
  username: string,
  gty: string,
): Promise<UserToken> {
  const { client, requestParamScopes, requestParamOIDCScopes } = ctx.oidc
  if (client === undefined) throw new errors.InvalidClient('the client is unknown')

  const grant = new provider.Grant({ clientId: client.clientId, accountId: username })
  grant.addOIDCScope(requestParamOIDCScopes)
  for (const resource of [resources.api, resources.billing]) {
    const { scopes } = new provider.ResourceServer(resource, resourceServer(resources, resource, 'jwt'))
    grant.addResourceScope(resource, requestParamScopes.intersection(scopes))
  }
  const grantId = await grant.save()

  const accessToken = new provider.AccessToken({ accountId: username, client, grantId, gty })
  limit(provider, resources, ctx, accessToken)
  const answer = {
    access_token: await accessToken.save(),
    token_type: accessToken.tokenType,
    expires_in: accessToken.expiration,
    scope: accessToken.scope || undefined,
  }
  return { grantId, answer }
}

function limit<P extends { readonly resource?: string }>(
  provider: Provider,
  resources: Resources,
  ctx: TokenEndpointGrantContext<P>,
  accessToken: AccessToken,
): void {
  const { params, requestParamScopes, requestParamOIDCScopes } = ctx.oidc
  const resource = params.resource ?? defaultResource(resources, requestParamScopes)
  if (resource === undefined) {
    accessToken.scope = [...requestParamOIDCScopes].join(' ')
    return
  }
  const server = new provider.ResourceServer(resource, resourceServer(resources, resource, 'jwt'))
  accessToken.resourceServer = server
  accessToken.scope = [...requestParamScopes.intersection(server.scopes)].join(' ')
}
