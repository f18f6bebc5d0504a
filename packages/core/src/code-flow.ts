import { type ClientGround, knownClient } from './client.js'
import { OAuthError } from './errors.js'
import { authorizationCode } from './grants/authorization-code.js'
import { authorizationRequest } from './messages/authorization-request.js'
import { checkResponse, parseAuthorizationResponse } from './messages/authorization-response.js'
import { pkce } from './messages/pkce.js'
import { type SignIn, type SignInGround, signingIn } from './session/sign-in.js'

const day = 86_400_000

/** Signing in with an authorization code and PKCE (RFC 6749 §4.1, RFC 7636). */
export function codeFlow(ground: SignInGround, { fetch, clock, ...client }: ClientGround): SignIn {
  const { registration, keys } = knownClient({ fetch, clock, ...client })

  return signingIn(ground, {
    responseMode: 'query',
    ask: async (asked, options) => {
      const [registered, { codeVerifier, codeChallenge }] = await Promise.all([registration(day), pkce()])
      const parameters = {
        ...asked,
        ...options,
        responseType: 'code',
        codeChallenge,
        resources: ground.resources,
      } as const
      return { codeVerifier, address: authorizationRequest(registered, parameters) }
    },
    receive: async (address, { state, redirectUri, codeVerifier, nonce, scope }) => {
      const registered = await registration()
      const response = parseAuthorizationResponse(address, 'query')
      const { code } = checkResponse(response, { server: registered.server, state, kind: 'code' })
      if (codeVerifier === undefined) throw new OAuthError('authorization_response_invalid')
      const asked = { code, redirectUri, codeVerifier, nonce, scope, resource: ground.want.resource }
      return authorizationCode(registered, asked, { fetch, clock, keys: await keys() })
    },
  })
}
