import type { Registration } from '@tessera/core'
import {
  authorizationRequest,
  checkResponse,
  parseAuthorizationResponse,
  pkce,
} from '@tessera/core/authorization-endpoint'
import { clientSecretBasic, tlsClient } from '@tessera/core/client-authentication'
import { dpopKeyPair, proofOfPossession } from '@tessera/core/dpop'
import { discover, fetchUserinfo, introspectToken, revokeToken } from '@tessera/core/endpoints'
import { authorizationCode } from '@tessera/core/grants/authorization-code'
import { clientCredentials } from '@tessera/core/grants/client-credentials'
import { deviceCode } from '@tessera/core/grants/device-code'
import { hybrid } from '@tessera/core/grants/hybrid'
import { implicit } from '@tessera/core/grants/implicit'
import { jwtBearer } from '@tessera/core/grants/jwt-bearer'
import { password } from '@tessera/core/grants/password'
import { tokenExchange } from '@tessera/core/grants/token-exchange'
import { introspectTokenSigned } from '@tessera/core/signed-introspection'
import { fetchSignedUserinfo } from '@tessera/core/signed-userinfo'
import { application } from './server.ts'
import type { Client, World } from './world.ts'

const proofKey = await dpopKeyPair()

/** What needs no session: a confidential client uses the endpoints one by one. */
export const byHand: Client = async (errand, world) => {
  const server = await discover(world.issuer, world)
  const authentication = clientSecretBasic(application.secret)
  const registration = { server, clientId: application.id, authentication }
  switch (errand) {
    case 'exchange a code':
      return byCode(registration, world, 3_600_000)
    case 'sign in, by form':
      return byCode(registration, world)
    case 'sign in, implicit by form':
      return byTokens(registration, world)
    case 'sign in, hybrid':
      return byCodeAndIdToken(registration, world, 'code id_token', 'fragment')
    case 'sign in, hybrid with a token':
      return byCodeAndIdToken(registration, world, 'code id_token token', 'fragment')
    case 'sign in, hybrid by form':
      return byCodeAndIdToken(registration, world, 'code id_token', 'form_post')
    case 'sign in, hybrid with a token by form':
      return byCodeAndIdToken(registration, world, 'code id_token token', 'form_post')
    case 'sign in on a device':
      return deviceCode(registration, { scope: 'openid', prompt: () => {} }, world)
    case 'exchange a token':
      return withUser(await tokenExchange(registration, { subjectToken: 'at0' }, world))
    case 'show an assertion':
      return withUser(await jwtBearer(registration, { assertion: 'eyJ.an-assertion.signed' }, world))
    case 'ask who the user is':
      return fetchUserinfo(registration, { accessToken: 'at0', subject: 'ada' }, world)
    case 'ask who the user is, signed':
      return fetchSignedUserinfo(registration, { accessToken: 'at0', subject: 'ada' }, world)
    case 'revoke':
      await revokeToken(registration, 'rt0', 'refresh_token', world)
      return {}
    case 'introspect':
      return introspectToken(registration, 'at0', world)
    case 'introspect, signed':
      return introspectTokenSigned(registration, 'at0', world)
    case 'use a password':
      return password(registration, { username: 'ada', password: 'difference engine', scope: 'openid' }, world)
    case 'act in its own name, bound': {
      const proof = proofOfPossession(async () => proofKey, world.clock)
      return clientCredentials({ ...registration, proof }, {}, world)
    }
    case 'act in its own name, by certificate':
      return clientCredentials({ ...registration, authentication: tlsClient }, {}, world)
    default:
      return clientCredentials(registration, {}, world)
  }
}

/** Says of the user also that there is none. */
function withUser<T extends { readonly user?: unknown }>(tokens: T) {
  return { ...tokens, user: tokens.user }
}

const [state, nonce, scope] = ['a state', 'a nonce', 'openid']

/** Asks that the user has signed in lately, if told so, and otherwise that the answer comes as a form. */
async function byCode(registration: Registration, world: World, maxAge?: number): Promise<unknown> {
  const { redirectUri } = application
  const { codeChallenge, codeVerifier } = await pkce()
  const responseMode = maxAge === undefined ? 'form_post' : undefined
  const asked = { responseType: 'code', responseMode, redirectUri, scope, state, nonce, maxAge, codeChallenge } as const
  const address = await world.visit(new URL(authorizationRequest(registration, asked)))
  const response = parseAuthorizationResponse(address, responseMode ?? 'query')
  const { code } = checkResponse(response, { ...registration, state, kind: 'code' })
  return authorizationCode(registration, { code, redirectUri, codeVerifier, nonce, maxAge }, world)
}

async function byTokens(registration: Registration, world: World): Promise<unknown> {
  const { redirectUri } = application
  const responseMode = 'form_post'
  const asked = { responseType: 'id_token token', responseMode, redirectUri, scope, state, nonce } as const
  const form = await world.visit(new URL(authorizationRequest(registration, asked)))
  const answer = parseAuthorizationResponse(form, responseMode)
  const response = checkResponse(answer, { ...registration, state, kind: 'tokens' })
  return implicit(registration, { response, nonce, scope }, world)
}

async function byCodeAndIdToken(
  registration: Registration,
  world: World,
  responseType: 'code id_token' | 'code id_token token',
  responseMode: 'fragment' | 'form_post',
): Promise<unknown> {
  const { redirectUri } = application
  const { codeChallenge, codeVerifier } = await pkce()
  const asked = { responseType, responseMode, redirectUri, scope, state, nonce, codeChallenge }
  const address = await world.visit(new URL(authorizationRequest(registration, asked)))
  const answer = parseAuthorizationResponse(address, responseMode)
  const response = checkResponse(answer, { ...registration, state, kind: 'code', hybrid: true })
  return hybrid(registration, { response, redirectUri, codeVerifier, nonce }, world)
}
