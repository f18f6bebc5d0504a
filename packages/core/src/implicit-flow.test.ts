import { beforeEach, describe, expect, it } from 'vitest'
import { answeredAuth } from '../test-support/answered-auth.js'
import { type FakeFetch, fakeFetch, json } from '../test-support/fake-fetch.js'
import { handClock } from '../test-support/hand-clock.js'
import type { Auth, AuthOptions } from './auth.js'
import { implicitFlow } from './implicit-flow.js'

const { clock } = handClock(Date.UTC(2026, 10, 24))
const issuer = 'https://plain.example'
const userinfoEndpoint = `${issuer}/me`
const server = { issuer, authorizationEndpoint: `${issuer}/authorize`, userinfoEndpoint }
const withoutIdToken = { withoutIdToken: true } as const
let requests: URL[]
let network: FakeFetch

beforeEach(() => {
  requests = []
  network = fakeFetch(({ url }) =>
    json(url === userinfoEndpoint ? { sub: 'ada', name: 'Ada' } : { keys: [{ kty: 'EC' }] }),
  )
})

function authAt(more: Partial<AuthOptions>, stateOf = (request: URL) => request.searchParams.get('state')): Auth {
  return answeredAuth({
    options: { issuer, clientId: 'web', redirectUri: 'https://app.example/', scope: 'orders.read', server, ...more },
    loadFlow: async () => implicitFlow,
    ...{ fetch: network.fetch, clock },
    answer: request => {
      requests.push(request)
      return `https://app.example/#access_token=at&token_type=Bearer&expires_in=60&state=${stateOf(request)}`
    },
  })
}

function asked(name: string): string | null | undefined {
  return requests[0]?.searchParams.get(name)
}

describe('signing in by the implicit grant where there are no id_tokens', () => {
  it('asks for a token alone, and the user is whom the user info endpoint names', async () => {
    const auth = authAt({ quirks: withoutIdToken })
    await auth.signIn()
    expect([asked('response_type'), asked('scope'), asked('nonce')]).toEqual(['token', 'orders.read', null])
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', user: { sub: 'ada', name: 'Ada' } })
    expect(network.requests.map(({ url }) => url)).toEqual([userinfoEndpoint])
    expect(await auth.getAccessToken()).toBe('at')
  })

  it('goes on where a strength or an age is asked for: there is nothing to check it by', async () => {
    const auth = authAt({ quirks: withoutIdToken })
    await auth.signIn({ acrValues: 'mfa', maxAge: 60_000 })
    expect(auth.getSnapshot().status).toBe('signed-in')
    expect(asked('acr_values')).toBe('mfa')
  })

  it('takes no token that answers another request', async () => {
    const auth = authAt({ quirks: withoutIdToken }, () => 'another')
    await expect(auth.signIn()).rejects.toMatchObject({ code: 'state_unknown' })
    expect(auth.getSnapshot().status).toBe('signed-out')
    expect(network.requests).toEqual([])
  })

  it('is for those only who say so: everybody else needs an id_token', async () => {
    const auth = authAt({ server: { ...server, jwksUri: `${issuer}/keys` } })
    await expect(auth.signIn()).rejects.toMatchObject({ code: 'id_token_missing' })
    expect([asked('response_type'), asked('scope')]).toEqual(['id_token token', 'openid orders.read'])
    expect(asked('nonce')).toBeTruthy()
    expect(auth.getSnapshot().status).toBe('signed-out')
  })
})
