import { authorizationAddress } from './authorization-address.js'
import { authorizationAnswer } from './authorization-answer.js'
import { type ClientGround, knownClient } from './client.js'
import { implicit } from './grants/implicit.js'
import { checkResponse } from './messages/authorization-response.js'
import { lazy } from './session/lazy.js'
import { signingIn } from './session/sign-in.js'
import type { UserFlow, UserFlowGround } from './session/user-flow.js'

const day = 86_400_000
const userinfo = lazy(() => import('./grants/identify-by-userinfo.js'))

/**
 * Signing in with tokens in the fragment of the redirect URI (RFC 6749 §4.2, OpenID Connect Core §3.2). With the quirk
 * `withoutIdToken` only an access token is asked for: the state, which no other page knows, ties it to the request, but
 * nothing ties it to this client (RFC 9700 §2.1.2), so the user it names is for showing, not for proving.
 */
export function implicitFlow(ground: UserFlowGround, client: ClientGround): UserFlow {
  const { registration, keys, newKeys, doubting } = knownClient(client)
  const { fetch, clock } = client
  const hasIdToken = !client.quirks?.withoutIdToken

  return signingIn(ground, {
    responseMode: 'fragment',
    scope: hasIdToken ? 'openid' : undefined,
    ask: asked =>
      doubting(async () => {
        const responseType = hasIdToken ? 'id_token token' : 'token'
        return { address: await authorizationAddress(await registration(day), { ...asked, responseType }, client) }
      }),
    receive: (address, { state, nonce, wallAt: askedAt, ...pending }) =>
      doubting(async () => {
        const identifying = hasIdToken ? undefined : await userinfo()
        const registered = await registration()
        const known = await keys()
        const parsed = await authorizationAnswer(address, 'fragment', registered, { ...client, keys: known, newKeys })
        const response = checkResponse(parsed, { ...registered, state, kind: 'tokens' })
        const asked = { ...pending, askedAt, response, nonce: hasIdToken ? nonce : undefined }
        const tokens = await implicit(registered, asked, { fetch, clock, keys: known, newKeys })
        return identifying?.identifyByUserinfo(registered, tokens, { fetch, clock }) ?? tokens
      }),
  })
}
