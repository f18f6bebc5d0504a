import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import {
  authorizationRequest,
  checkResponse,
  parseAuthorizationResponse,
  pkce,
} from '@tessera/core/authorization-endpoint'
import { clientSecretBasic } from '@tessera/core/client-authentication'
import { discover } from '@tessera/core/endpoints'
import { authorizationCode } from '@tessera/core/grants/authorization-code'
import { hybrid } from '@tessera/core/grants/hybrid'
import { implicit } from '@tessera/core/grants/implicit'
import { parseSignedResponse } from '@tessera/core/signed-response'
import { fetchSignedUserinfo } from '@tessera/core/signed-userinfo'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const [state, nonce] = ['a-state', 'a-nonce']

let provider: RunningProvider
let site: Awaited<ReturnType<typeof startSite>>
beforeAll(async () => {
  provider = await startProvider()
  site = await startSite()
})
afterAll(async () => {
  site.close()
  await provider.close()
})

/** Takes what the user's browser posts to the redirect URI. */
async function startSite() {
  let body = ''
  const server = createServer(async (request, response) => {
    body = await text(request)
    response.writeHead(303, { location: '/callback?done' }).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port }: { readonly port: number } = Object.assign({ port: 0 }, server.address())
  return { redirectUri: `http://127.0.0.1:${port}/callback`, posted: () => body, close: () => server.close() }
}

async function asking() {
  const { id, secret } = provider.clients.shop
  const server = await discover(provider.issuer)
  const { codeVerifier, codeChallenge } = await pkce()
  const { redirectUri } = site
  const asked = { redirectUri, scope: 'openid', state, nonce, codeChallenge }
  const registration = { server, clientId: id, authentication: clientSecretBasic(secret) }
  const back = (address: string) => scriptedUser(provider.users.alice).authorize(address, redirectUri)
  return { registration, asked, codeVerifier, back }
}

describe('a site with sessions of its own', () => {
  it.each([
    ['code id_token', 'fragment'],
    ['code id_token', 'form_post'],
    ['code id_token token', 'fragment'],
    ['code id_token token', 'form_post'],
  ] as const)('takes what it asked for together: %s by %s', async (responseType, place) => {
    const { registration, asked, codeVerifier, back } = await asking()
    const request = { ...asked, responseType, responseMode: place }
    const address = await back(authorizationRequest(registration, request))
    const answer = parseAuthorizationResponse(place === 'form_post' ? site.posted() : address, place)
    const response = checkResponse(answer, { ...registration, state, kind: 'code', hybrid: true })
    const tokens = await hybrid(registration, { ...asked, response, codeVerifier })
    expect(tokens.user).toMatchObject({ sub: 'alice' })
    expect('accessToken' in response).toBe(responseType.endsWith(' token'))
    expect(tokens.accessToken).not.toBe(response.accessToken)
  })

  it('takes tokens that are posted', async () => {
    const { registration, asked, back } = await asking()
    const { codeChallenge: _, ...request } = asked
    const responses = { responseType: 'id_token token', responseMode: 'form_post' } as const
    await back(authorizationRequest(registration, { ...request, ...responses }))
    const answer = parseAuthorizationResponse(site.posted(), 'form_post')
    const response = checkResponse(answer, { ...registration, state, kind: 'tokens' })
    expect(await implicit(registration, { response, nonce })).toMatchObject({ user: { sub: 'alice' } })
  })

  it('takes a signed answer that is posted', async () => {
    const { registration, asked, codeVerifier, back } = await asking()
    const request = { ...asked, responseType: 'code', responseMode: 'form_post.jwt' } as const
    await back(authorizationRequest(registration, request))
    const answer = await parseSignedResponse(registration, site.posted(), 'form_post')
    const { code } = checkResponse(answer, { ...registration, state, kind: 'code' })
    const tokens = await authorizationCode(registration, { ...asked, code, codeVerifier })
    const user = await fetchSignedUserinfo(registration, { accessToken: tokens.accessToken, subject: 'alice' })
    expect(user).toMatchObject({ sub: 'alice' })
  })
})
