import {
  authorizationRequest,
  checkResponse,
  parseAuthorizationResponse,
  pkce,
} from '@tessera/core/authorization-endpoint'
import { clientSecretBasic } from '@tessera/core/client-authentication'
import { discover, pushAuthorizationRequest } from '@tessera/core/endpoints'
import { authorizationCode } from '@tessera/core/grants/authorization-code'
import { requestObject } from '@tessera/core/request-object'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { importJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const [redirectUri, state, nonce] = ['http://127.0.0.1/callback', 'a-state', 'a-nonce']

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

async function site() {
  const { id, secret, privateKey } = provider.clients.shopSigned
  const server = await discover(provider.issuer)
  const { codeVerifier, codeChallenge } = await pkce()
  const asked = { responseType: 'code', redirectUri, scope: 'openid', state, nonce, codeChallenge } as const
  const registration = { server, clientId: id, authentication: clientSecretBasic(secret) }
  const back = (address: string) => scriptedUser(provider.users.alice).authorize(address, redirectUri)
  return { registration, privateKey, asked, codeVerifier, back }
}

describe('a request that must be signed', () => {
  it.each(['address', 'push'] as const)('signs a user in: %s', async way => {
    const { registration, privateKey, asked, codeVerifier, back } = await site()
    const key = await importJWK(privateKey, 'RS256')
    if (key instanceof Uint8Array) throw new Error('no private key')
    const signed = requestObject(way === 'push' ? key : privateKey)
    const address = await (way === 'push'
      ? pushAuthorizationRequest(registration, asked, { requestObject: signed })
      : signed.address(registration, asked))
    const response = parseAuthorizationResponse(await back(address), 'query')
    const { code } = checkResponse(response, { ...registration, state, kind: 'code' })
    const tokens = await authorizationCode(registration, { ...asked, code, codeVerifier })
    expect(tokens.user).toMatchObject({ sub: 'alice' })
  })

  it('is refused by the server where it is not, or with another key than the client’s', async () => {
    const { registration, asked, back } = await site()
    const refused = parseAuthorizationResponse(await back(authorizationRequest(registration, asked)), 'query')
    expect(refused).toMatchObject({ kind: 'error', error: 'invalid_request' })
    const { privateKey } = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
      false,
      ['sign', 'verify'],
    )
    const forged = pushAuthorizationRequest(registration, asked, { requestObject: requestObject(privateKey) })
    await expect(forged).rejects.toMatchObject({ code: 'request_refused', serverError: 'invalid_request_object' })
  })
})
