import { decodeJwt, generateKeyPair } from 'jose'
import { describe, expect, it } from 'vitest'
import { answeredAuth } from '../test-support/answered-auth.js'
import { fakeFetch, json } from '../test-support/fake-fetch.js'
import { handClock } from '../test-support/hand-clock.js'
import type { AuthOptions } from './auth.js'
import { codeFlow } from './code-flow.js'
import { implicitFlow } from './implicit-flow.js'
import { requestObject } from './request-object.js'

const { clock } = handClock(Date.UTC(2026, 10, 24))
const issuer = 'https://plain.example'
const pushedAuthorizationRequestEndpoint = `${issuer}/par`
const server = { issuer, authorizationEndpoint: `${issuer}/authorize`, tokenEndpoint: `${issuer}/token` }
const flows = { codeFlow, implicitFlow }

function stateIn(said: URLSearchParams): string {
  const request = said.get('request')
  return String(request ? decodeJwt(request).state : said.get('state'))
}

/** Signs in at a server that remembers the states of the requests left with it. */
async function signedIn(more: Partial<AuthOptions>, name: keyof typeof flows = 'codeFlow') {
  const left = new Map<string, string>()
  const addresses: URL[] = []
  const network = fakeFetch(({ url, form }) => {
    if (url !== pushedAuthorizationRequestEndpoint) return json({ access_token: 'at', token_type: 'Bearer' })
    const requestUri = `urn:request:${left.size}`
    left.set(requestUri, stateIn(form))
    return json({ request_uri: requestUri, expires_in: 60 }, 201)
  })
  const auth = answeredAuth({
    options: {
      ...{ issuer, clientId: 'web', redirectUri: 'https://app.example/', quirks: { withoutIdToken: true }, server },
      ...more,
    },
    loadFlow: async () => flows[name],
    ...{ fetch: network.fetch, clock },
    answer: request => {
      addresses.push(request)
      const { searchParams: said } = request
      const state = left.get(said.get('request_uri') ?? '') ?? stateIn(said)
      return `https://app.example/${name === 'codeFlow' ? '?code=c' : '#access_token=at'}&state=${state}`
    },
  })
  await auth.signIn()
  const asked = addresses.map(({ searchParams }) => [...searchParams.keys()].join(' '))
  return { status: auth.getSnapshot().status, asked, requests: network.requests.map(({ url }) => url) }
}

describe('the authorization request of a sign-in', () => {
  it.each(['codeFlow', 'implicitFlow'] as const)('is left with a server that demands it: %s', async name => {
    const demanding = { ...server, pushedAuthorizationRequestEndpoint, requirePushedAuthorizationRequests: true }
    const { status, asked, requests } = await signedIn({ server: demanding }, name)
    expect([status, asked, requests[0]]).toEqual([
      'signed-in',
      ['client_id request_uri'],
      pushedAuthorizationRequestEndpoint,
    ])
  })

  it('is left with a server that only offers it where the application says so', async () => {
    const offering = { ...server, pushedAuthorizationRequestEndpoint }
    const chosen = await signedIn({ server: offering, pushedAuthorization: true })
    expect(chosen).toMatchObject({ status: 'signed-in', asked: ['client_id request_uri'] })
    const usual = await signedIn({ server: offering })
    expect(usual.asked).toEqual([expect.stringContaining('state')])
    expect(usual.requests).toEqual([server.tokenEndpoint])
  })

  it('is signed where the application has a key, in the address or pushed', async () => {
    const { privateKey } = await generateKeyPair('ES256')
    const signed = { requestObject: requestObject(privateKey, { clock }) }
    expect(await signedIn(signed)).toMatchObject({ status: 'signed-in', asked: ['client_id request'] })
    const offering = { ...server, pushedAuthorizationRequestEndpoint }
    const left = await signedIn({ ...signed, server: offering, pushedAuthorization: true })
    expect(left).toMatchObject({ status: 'signed-in', asked: ['client_id request_uri'] })
  })

  it('fails, and sends the user nowhere, where that is chosen at a server that does not take it', async () => {
    const expected = { code: 'endpoint_missing', facts: { endpoint: 'pushed_authorization' } }
    await expect(signedIn({ pushedAuthorization: true })).rejects.toMatchObject(expected)
  })
})
