import { authorizationAddress } from './authorization-address.js'
import { authorizationAnswer } from './authorization-answer.js'
import { type ClientGround, knownClient } from './client.js'
import { OAuthError } from './errors.js'
import { authorizationCode } from './grants/authorization-code.js'
import { checkResponse } from './messages/authorization-response.js'
import { pkce } from './messages/pkce.js'
import { lazy } from './session/lazy.js'
import { signingIn } from './session/sign-in.js'
import type { UserFlow, UserFlowGround } from './session/user-flow.js'

const day = 86_400_000
const userinfo = lazy(() => import('./grants/identify-by-userinfo.js'))

/** Signing in with an authorization code and PKCE (RFC 6749 §4.1, RFC 7636). */
export function codeFlow(ground: UserFlowGround, client: ClientGround): UserFlow {
  const { registration, keys, newKeys, doubting } = knownClient(client)
  const { fetch, clock } = client
  const hasIdToken = !client.quirks?.withoutIdToken

  return signingIn(ground, {
    responseMode: 'query',
    scope: hasIdToken ? 'openid' : undefined,
    ask: ({ nonce, ...asked }) =>
      doubting(async () => {
        const [registered, { codeVerifier, codeChallenge }] = await Promise.all([registration(day), pkce()])
        const parameters = {
          ...asked,
          responseType: 'code',
          codeChallenge,
          nonce: hasIdToken ? nonce : undefined,
          dpopJkt: await registered.proof?.thumbprint(),
        } as const
        return { codeVerifier, address: await authorizationAddress(registered, parameters, client) }
      }),
    receive: (
      address,
      { state, codeVerifier, nonce, wallAt: askedAt, ...pending },
      { resource, authorizationDetails },
    ) =>
      doubting(async () => {
        const identifying = hasIdToken ? undefined : await userinfo()
        const registered = await registration()
        const known = await keys()
        const response = await authorizationAnswer(address, 'query', registered, { ...client, keys: known, newKeys })
        const { code } = checkResponse(response, { ...registered, state, kind: 'code' })
        if (codeVerifier === undefined) throw new OAuthError('authorization_response_invalid')
        const granted = { code, codeVerifier, nonce: hasIdToken ? nonce : undefined }
        const asked = { ...pending, ...granted, askedAt, resource, authorizationDetails }
        const tokens = await authorizationCode(registered, asked, { fetch, clock, keys: known, newKeys })
        return identifying?.identifyByUserinfo(registered, tokens, { fetch, clock }) ?? tokens
      }),
  })
}
