import type { ClientGround } from './client.js'
import { OAuthError } from './errors.js'
import { authorizationCode } from './grants/authorization-code.js'
import { pkce } from './messages/pkce.js'
import { redirectionFlow } from './redirection-flow.js'
import type { UserFlow, UserFlowGround } from './session/user-flow.js'

/** Signing in with an authorization code and PKCE (RFC 6749 §4.1, RFC 7636). */
export function codeFlow(ground: UserFlowGround, client: ClientGround): UserFlow {
  return redirectionFlow(ground, client, {
    component: 'query',
    kind: 'code',
    ask: async (asked, { proof }) => ({
      ...asked,
      ...(await pkce()),
      responseType: 'code',
      dpopJkt: await proof?.thumbprint(),
    }),
    redeem: async (registered, { code }, { codeVerifier, ...asked }, options) => {
      if (codeVerifier === undefined) throw new OAuthError('authorization_response_invalid')
      return authorizationCode(registered, { ...asked, code, codeVerifier }, options)
    },
  })
}
