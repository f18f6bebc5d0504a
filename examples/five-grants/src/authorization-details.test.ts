import type { AuthOptions } from '@tessera/core/auth'
import { authorizationDetails } from '@tessera/core/authorization-details'
import { checkResponse, parseAuthorizationResponse, pkce } from '@tessera/core/authorization-endpoint'
import { clientSecretBasic } from '@tessera/core/client-authentication'
import { discover, introspectToken } from '@tessera/core/endpoints'
import { authorizationCode } from '@tessera/core/grants/authorization-code'
import { clientCredentials as clientTokens } from '@tessera/core/grants/client-credentials'
import { requestObject } from '@tessera/core/request-object'
import { clientCredentials } from '@tessera/node'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { terminalAuth } from './terminal-auth.ts'

const loadFlow = async () => (await import('@tessera/core/code-flow')).codeFlow
const hatter = { type: 'payment', creditor: 'hatter', amount: 3 }
const queen = { type: 'payment', creditor: 'queen', amount: 50 }
const toQueen = authorizationDetails(queen)

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

const grantedBy = (token: string) => decodeJwt(token).authorization_details

/** Two resources with one address and one scope, which differ by what is to be allowed there. */
function resources() {
  const at = { url: provider.api, indicator: provider.api, scope: 'orders.read' }
  return {
    hatter: { ...at, authorizationDetails: authorizationDetails(hatter) },
    queen: { ...at, authorizationDetails: toQueen },
  }
}

function auth(more: Partial<AuthOptions>) {
  const { issuer, api, users, clients } = provider
  return terminalAuth({ about: { issuer }, api, users }, clients.terminal.id, loadFlow, more)
}

describe('a user who is asked for more than scopes can say', () => {
  it('allows it once, and each resource has its own part in a token of its own', async () => {
    const held = auth({ resources: resources() })
    await held.signIn()
    const ask = (resource: string) => held.getAccessToken({ resource })
    const [first, second] = await Promise.all([ask('hatter'), ask('queen')])
    expect([first, second].map(grantedBy)).toEqual([[hatter], [queen]])
    expect([await ask('hatter'), await ask('queen')]).toEqual([first, second])
    expect(grantedBy(await held.getAccessToken({ resource: 'queen', rejected: second }))).toEqual([queen])
  })

  it.each([
    ['in the address', {}],
    ['left with the server', { pushedAuthorization: true }],
  ])('allows it for one session, by a request %s', async (_, more) => {
    const held = auth({ resources: { api: { url: provider.api, indicator: provider.api } }, ...more })
    await held.signIn({ authorizationDetails: toQueen })
    const token = await held.getAccessToken()
    expect(grantedBy(token)).toEqual([queen])
    expect(grantedBy(await held.getAccessToken({ rejected: token }))).toEqual([queen])
    await held.signIn()
    expect(grantedBy(await held.getAccessToken())).toBeUndefined()
  })

  it('allows it by a request that is signed, and the client reads what was granted', async () => {
    const { id, secret, privateKey } = provider.clients.shopSigned
    const server = await discover(provider.issuer)
    const registration = { server, clientId: id, authentication: clientSecretBasic(secret) }
    const { codeVerifier, codeChallenge } = await pkce()
    const [redirectUri, state, scope] = ['http://127.0.0.1/callback', 'a-state', 'openid']
    const asked = { redirectUri, state, scope, resources: [provider.api], authorizationDetails: toQueen }
    const request = { ...asked, codeChallenge, responseType: 'code' } as const
    const address = await requestObject(privateKey).address(registration, request)
    const back = await scriptedUser(provider.users.alice).authorize(address, redirectUri)
    const { code } = checkResponse(parseAuthorizationResponse(back, 'query'), { server, state, kind: 'code' })
    const tokens = await authorizationCode(registration, { code, codeVerifier, redirectUri, scope })
    expect(tokens.authorizationDetails).toEqual([queen])
  })

  it('is told when the server knows no such thing', async () => {
    const signingIn = auth({}).signIn({ authorizationDetails: authorizationDetails({ type: 'tea' }) })
    const expected = { code: 'authorization_refused', serverError: 'invalid_authorization_details' }
    await expect(signingIn).rejects.toMatchObject(expected)
  })
})

describe('a service that asks for more than scopes can say', () => {
  it('has a token for each thing, and never one for another', async () => {
    const { issuer, clients } = provider
    const { id: clientId, secret: clientSecret } = clients.service
    const machine = clientCredentials({ issuer, clientId, clientSecret, resources: resources() })
    const ask = (resource: 'hatter' | 'queen') => machine.getAccessToken({ resource })
    const [first, second] = await Promise.all([ask('hatter'), ask('queen')])
    expect([first, second].map(grantedBy)).toEqual([[hatter], [queen]])
    expect([await ask('hatter'), await ask('queen')]).toEqual([first, second])
  })

  it('reads what was granted, and so does the resource that is shown the token', async () => {
    const { serviceOpaque, ordersApi } = provider.clients
    const server = await discover(provider.issuer)
    const by = ({ id: clientId, secret }: typeof ordersApi) => ({
      server,
      clientId,
      authentication: clientSecretBasic(secret),
    })
    const asked = { resource: provider.api, authorizationDetails: toQueen }
    const { accessToken, authorizationDetails: granted } = await clientTokens(by(serviceOpaque), asked)
    expect(granted).toEqual([queen])
    expect(await introspectToken(by(ordersApi), accessToken)).toMatchObject({ authorizationDetails: [queen] })
  })
})
