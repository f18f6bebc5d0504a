import { type ClientGround, knownClient } from './client.js'
import { implicit } from './grants/implicit.js'
import { authorizationRequest } from './messages/authorization-request.js'
import { checkResponse, parseAuthorizationResponse } from './messages/authorization-response.js'
import { signingIn } from './session/sign-in.js'
import type { UserFlow, UserFlowGround } from './session/user-flow.js'

const day = 86_400_000

/** Signing in with tokens in the fragment of the redirect URI (RFC 6749 §4.2, OpenID Connect Core §3.2). */
export function implicitFlow(ground: UserFlowGround, client: ClientGround): UserFlow {
  const { registration, keys } = knownClient(client)
  const { fetch, clock } = client

  return signingIn(ground, {
    responseMode: 'fragment',
    ask: async asked => {
      const parameters = { ...asked, responseType: 'id_token token' } as const
      return { address: authorizationRequest(await registration(day), parameters) }
    },
    receive: async (address, { state, nonce, scope }) => {
      const registered = await registration()
      const parsed = parseAuthorizationResponse(address, 'fragment')
      const response = checkResponse(parsed, { server: registered.server, state, kind: 'tokens' })
      return implicit(registered, { response, nonce, scope }, { fetch, clock, keys: await keys() })
    },
  })
}
