import { authorizationAddress } from './authorization-address.js'
import { type ClientGround, knownClient } from './client.js'
import type { KeyOptions } from './endpoints/fitting-keys.js'
import type { AuthorizationCodeParameters } from './grants/authorization-code.js'
import type { AuthorizationParameters } from './messages/authorization-request.js'
import {
  type AuthorizationResponse,
  checkResponse,
  parseAuthorizationResponse,
  type ResponseComponent,
} from './messages/authorization-response.js'
import type { Registration } from './messages/registration.js'
import { lazy } from './session/lazy.js'
import { type Asked, signingIn } from './session/sign-in.js'
import type { UserFlow, UserFlowGround } from './session/user-flow.js'
import type { TokenSet } from './token-set.js'

/** What tells one grant by redirection from another. Without a nonce, no id_token is asked for. */
export interface RedirectionGrant<K extends 'code' | 'tokens'> {
  readonly component: ResponseComponent
  /** What its answer has to be. */
  readonly kind: K
  /** What the authorization request says, and a secret to remember. */
  ask(asked: Unless<Asked, 'nonce'>, registered: Registration): Promise<AuthorizationParameters & Remembered>
  /** Makes tokens of the answer. */
  redeem(
    registered: Registration,
    response: Extract<AuthorizationResponse, { kind: K }>,
    asked: Omit<AuthorizationCodeParameters, 'code' | 'codeVerifier'> & Remembered,
    options: KeyOptions,
  ): Promise<TokenSet>
}

type Unless<T, K extends keyof T> = Omit<T, K> & { readonly [N in K]: T[N] | undefined }

interface Remembered {
  readonly codeVerifier?: string | undefined
}

const day = 86_400_000
/** What only an id_token could answer, where there is none. */
const unanswered = { nonce: undefined, acrValues: undefined, maxAge: undefined }
const userinfo = lazy(() => import('./grants/identify-by-userinfo.js'))

/** Signing in by a redirect to the authorization server and back (RFC 6749 §4.1 and §4.2); an id_token or user info says who it is. */
export function redirectionFlow<K extends 'code' | 'tokens'>(
  ground: UserFlowGround,
  client: ClientGround,
  { component, kind, ask, redeem }: RedirectionGrant<K>,
): UserFlow {
  const { registration, keys, newKeys, doubting } = knownClient(client)
  const { signedResponse, quirks } = client
  const hasIdToken = !quirks?.withoutIdToken

  return signingIn(ground, {
    component,
    scope: hasIdToken ? 'openid' : undefined,
    ask: ({ nonce, ...asked }) =>
      doubting(async () => {
        const registered = await registration(day)
        const said = { ...asked, nonce: hasIdToken ? nonce : undefined }
        const { codeVerifier, ...parameters } = await ask(said, registered)
        return { codeVerifier, address: await authorizationAddress(registered, parameters, client) }
      }),
    receive: (address, { state, wallAt: askedAt, ...pending }, { resource, authorizationDetails }) =>
      doubting(async () => {
        const identifying = hasIdToken ? undefined : await userinfo()
        const registered = await registration()
        const answer = signedResponse
          ? await signedResponse.parse(registered, address, component, { ...client, newKeys, keys: await keys() })
          : parseAuthorizationResponse(address, component)
        const response = checkResponse(answer, { ...registered, state, kind })
        const options = { ...client, newKeys, keys: await keys() }
        const said = { ...pending, askedAt, resource, authorizationDetails, ...(!hasIdToken && unanswered) }
        const tokens = await redeem(registered, response, said, options)
        return identifying?.identifyByUserinfo(registered, tokens, options) ?? tokens
      }),
  })
}
