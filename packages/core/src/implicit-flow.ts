import type { ClientGround } from './client.js'
import { implicit } from './grants/implicit.js'
import { redirectionFlow } from './redirection-flow.js'
import type { UserFlow, UserFlowGround } from './session/user-flow.js'

/**
 * Signing in with tokens in the fragment of the redirect URI (RFC 6749 §4.2, OpenID Connect Core §3.2). With the quirk
 * `withoutIdToken` only an access token is asked for: the state, which no other page knows, ties it to the request, but
 * nothing ties it to this client (RFC 9700 §2.1.2), so the user it names is for showing, not for proving.
 */
export function implicitFlow(ground: UserFlowGround, client: ClientGround): UserFlow {
  return redirectionFlow(ground, client, {
    component: 'fragment',
    kind: 'tokens',
    ask: async ({ nonce, ...asked }) =>
      nonce === undefined ? { ...asked, responseType: 'token' } : { ...asked, responseType: 'id_token token', nonce },
    redeem: async (registered, response, asked, options) => implicit(registered, { ...asked, response }, options),
  })
}
