import {
  authorizationRequest,
  checkResponse,
  parseAuthorizationResponse,
  pkce,
} from '@tessera/core/authorization-endpoint'
import { type ClientAuthentication, clientSecretBasic } from '@tessera/core/client-authentication'
import { discover } from '@tessera/core/endpoints'
import { authorizationCode } from '@tessera/core/grants/authorization-code'
import { keysOfSecret } from '@tessera/core/secret-keys'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

type Keys = ReturnType<typeof keysOfSecret>

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

async function signedIn(keysOf?: (registration: { readonly authentication: ClientAuthentication }) => Keys) {
  const { id, secret } = provider.clients.shopSecret
  const registration = {
    server: await discover(provider.issuer),
    clientId: id,
    authentication: clientSecretBasic(secret),
  }
  const { codeVerifier, codeChallenge } = await pkce()
  const asked = { redirectUri: 'http://127.0.0.1/callback', scope: 'openid', state: 'a-state', nonce: 'a-nonce' }
  const address = authorizationRequest(registration, { ...asked, responseType: 'code', codeChallenge })
  const back = await scriptedUser(provider.users.alice).authorize(address, asked.redirectUri)
  const response = parseAuthorizationResponse(back, 'query')
  const { code } = checkResponse(response, { ...registration, state: asked.state, kind: 'code' })
  return authorizationCode(registration, { ...asked, code, codeVerifier }, { keys: keysOf?.(registration) })
}

describe('a server that signs id_tokens with the client’s secret', () => {
  it('signs a user in of a client that says so', async () => {
    const { user } = await signedIn(registration => keysOfSecret(provider.clients.shopSecret.secret, registration))
    expect(user).toMatchObject({ sub: 'alice' })
  })

  it('does not of one that says nothing', async () => {
    await expect(signedIn()).rejects.toMatchObject({ code: 'id_token_invalid', facts: { claim: 'signature' } })
  })
})
