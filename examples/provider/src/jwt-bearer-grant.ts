import { createLocalJWKSet, jwtVerify } from 'jose'
import { errors, type default as Provider } from 'oidc-provider'
import { jwtBearer } from './clients.ts'
import type { Resources } from './resources.ts'
import type { SigningKey } from './signing-key.ts'
import { userToken } from './user-token.ts'
import { userOf } from './users.ts'

interface JwtBearerParameters {
  readonly assertion?: string
  readonly resource?: string
}

/**
 * Assertions as grants (RFC 7523 §2.1), which oidc-provider does not have: a client vouches, with the key that it also signs itself
 * in with, for the user whom it acts for. It is trusted with every user.
 */
export function registerJwtBearerGrant(provider: Provider, resources: Resources, serviceKey: SigningKey): void {
  const keys = createLocalJWKSet(serviceKey.publicKeys)
  provider.registerGrantType<JwtBearerParameters>(
    jwtBearer,
    async ctx => {
      const { params, client } = ctx.oidc
      const checks = { issuer: client?.clientId ?? '', audience: provider.issuer, requiredClaims: ['exp', 'sub'] }
      const verified = await jwtVerify(params.assertion ?? '', keys, checks).catch(() => undefined)
      const user = userOf(verified?.payload.sub ?? '')
      if (user === undefined) throw new errors.InvalidGrant('the assertion is not valid')
      const { answer } = await userToken(provider, resources, ctx, user.username, 'jwt_bearer')
      ctx.body = answer
    },
    ['assertion', 'scope', 'resource'],
  )
}
