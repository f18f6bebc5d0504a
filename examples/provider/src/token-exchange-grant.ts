import { createLocalJWKSet, jwtVerify } from 'jose'
import { errors, type default as Provider } from 'oidc-provider'
import { tokenExchange } from './clients.ts'
import type { Resources } from './resources.ts'
import type { SigningKey } from './signing-key.ts'
import { userToken } from './user-token.ts'

interface TokenExchangeParameters {
  readonly subject_token?: string
  readonly subject_token_type?: string
  readonly actor_token?: string
  readonly requested_token_type?: string
  readonly audience?: string
  readonly resource?: string
}

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'

/**
 * Token exchange (RFC 8693), which oidc-provider does not have, as far as the orders API needs it: it exchanges a user's access
 * token that was sent to it for one with which it asks another resource for that user. There are no actors and no other kinds of tokens.
 */
export function registerTokenExchangeGrant(provider: Provider, resources: Resources, key: SigningKey): void {
  const keys = createLocalJWKSet(key.publicKeys)
  provider.registerGrantType<TokenExchangeParameters>(
    tokenExchange,
    async ctx => {
      const { params } = ctx.oidc
      const { subject_token = '', subject_token_type, requested_token_type = accessTokenType } = params
      if (params.actor_token || params.audience)
        throw new errors.InvalidRequest('only a subject_token is exchanged here')
      if (subject_token_type !== accessTokenType || requested_token_type !== accessTokenType)
        throw new errors.InvalidRequest('only access tokens are exchanged here')
      const checks = { issuer: provider.issuer, audience: resources.api, typ: 'at+jwt' }
      const verified = await jwtVerify(subject_token, keys, checks).catch(() => undefined)
      const subject = verified?.payload.sub
      if (subject === undefined) throw new errors.InvalidRequest('the subject_token is not valid')
      const { answer } = await userToken(provider, resources, ctx, subject, 'token_exchange')
      ctx.body = { ...answer, issued_token_type: accessTokenType }
    },
    ['subject_token', 'subject_token_type', 'actor_token', 'requested_token_type', 'audience', 'scope', 'resource'],
  )
}
