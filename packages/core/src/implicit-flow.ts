import { type ClientGround, knownClient } from './client.js'
import { implicit } from './grants/implicit.js'
import { authorizationRequest } from './messages/authorization-request.js'
import { checkResponse, parseAuthorizationResponse } from './messages/authorization-response.js'
import { type SignIn, type SignInGround, signingIn } from './session/sign-in.js'

const day = 86_400_000

/** Signing in with tokens in the fragment of the redirect URI (RFC 6749 §4.2, OpenID Connect Core §3.2). */
export function implicitFlow(ground: SignInGround, { fetch, clock, ...client }: ClientGround): SignIn {
  const { registration, keys } = knownClient({ fetch, clock, ...client })

  return signingIn(ground, {
    responseMode: 'fragment',
    ask: async (asked, options) => {
      const { resources } = ground
      const parameters = { ...asked, ...options, responseType: 'id_token token', resources } as const
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
