import { beforeEach, describe, expect, it } from 'vitest'
import { answeredAuth } from '../test-support/answered-auth.js'
import { type FakeFetch, fakeFetch, json } from '../test-support/fake-fetch.js'
import { handClock } from '../test-support/hand-clock.js'
import type { AuthOptions } from './auth.js'
import { codeFlow } from './code-flow.js'
import type { ProofOfPossession } from './messages/proof-of-possession.js'
import type { Store } from './ports/store.js'

const { clock, advance } = handClock(Date.UTC(2026, 10, 24))
const issuer = 'https://plain.example'
const userinfoEndpoint = `${issuer}/me`
const jwksUri = `${issuer}/keys`
const discoveryAddress = `${issuer}/.well-known/openid-configuration`
const server = { issuer, authorizationEndpoint: `${issuer}/authorize`, tokenEndpoint: `${issuer}/token` }
const withoutIdToken = { withoutIdToken: true } as const
let requests: URL[]
let network: FakeFetch
let said: unknown

beforeEach(() => {
  requests = []
  said = { sub: 'ada', name: 'Ada' }
  network = fakeFetch(({ url }) => {
    if (url === userinfoEndpoint) return json(said)
    if (url === jwksUri) return json({ keys: [{ kty: 'EC' }] })
    if (url === discoveryAddress)
      return json({
        issuer,
        authorization_endpoint: server.authorizationEndpoint,
        token_endpoint: server.tokenEndpoint,
      })
    return json({ access_token: 'at', token_type: 'Bearer', refresh_token: 'rt' })
  })
})

function authAt(more: Partial<AuthOptions>, outcome = 'code=c', flow = codeFlow) {
  return answeredAuth({
    options: { issuer, clientId: 'web', redirectUri: 'https://app.example/', scope: 'orders.read', server, ...more },
    loadFlow: async () => flow,
    ...{ fetch: network.fetch, clock },
    answer: request => {
      requests.push(request)
      return `https://app.example/?${outcome}&state=${request.searchParams.get('state')}`
    },
  })
}

describe('signing in by code where there are no id_tokens', () => {
  it('asks for none, and the user is whom the user info endpoint names', async () => {
    const auth = authAt({ server: { ...server, userinfoEndpoint }, quirks: withoutIdToken })
    await auth.signIn()
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', user: { sub: 'ada', name: 'Ada' } })
    const { searchParams } = requests[0] ?? new URL(issuer)
    expect([searchParams.get('scope'), searchParams.has('nonce')]).toEqual(['orders.read', false])
    expect(searchParams.get('code_challenge_method')).toBe('S256')
    expect(network.requests.map(({ url }) => url)).toEqual([server.tokenEndpoint, userinfoEndpoint])
    expect(network.requests[1]?.headers.get('authorization')).toBe('Bearer at')
    expect(await auth.getAccessToken()).toBe('at')
  })

  it('without a user info endpoint signs in somebody who is not named', async () => {
    const auth = authAt({ quirks: withoutIdToken })
    await auth.signIn()
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', user: { sub: '' } })
    expect(network.requests.map(({ url }) => url)).toEqual([server.tokenEndpoint])
  })

  it('goes on where a strength or an age is asked for: there is nothing to check it by', async () => {
    const auth = authAt({ quirks: withoutIdToken })
    await auth.signIn({ acrValues: 'mfa', maxAge: 60_000 })
    expect(auth.getSnapshot().status).toBe('signed-in')
    expect(requests[0]?.searchParams.get('acr_values')).toBe('mfa')
  })

  it('does not sign in a user whom that endpoint does not name', async () => {
    said = { name: 'Ada' }
    const auth = authAt({ server: { ...server, userinfoEndpoint }, quirks: withoutIdToken })
    await expect(auth.signIn()).rejects.toMatchObject({ code: 'userinfo_invalid' })
    expect(auth.getSnapshot().status).toBe('signed-out')
  })

  it('with what no request can carry asks nothing, and costs nobody the session', async () => {
    const auth = authAt({ quirks: withoutIdToken })
    await auth.signIn()
    const extra = {}
    Reflect.set(extra, 'audience', 5n)
    await expect(auth.signIn({ extra })).rejects.toMatchObject({ code: 'invalid_options' })
    expect(requests).toHaveLength(1)
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', error: { code: 'invalid_options' } })
    await auth.signIn({ extra: { audience: 'orders' } })
    expect(requests[1]?.searchParams.get('audience')).toBe('orders')
    expect(auth.getSnapshot().error).toBeUndefined()
  })

  it('is for those only who say so: everybody else needs an id_token', async () => {
    const auth = authAt({ server: { ...server, userinfoEndpoint, jwksUri } })
    await expect(auth.signIn()).rejects.toMatchObject({ code: 'id_token_missing' })
    expect(auth.getSnapshot().status).toBe('signed-out')
    const { searchParams } = requests[0] ?? new URL(issuer)
    expect([searchParams.get('scope'), searchParams.has('nonce')]).toEqual(['openid orders.read', true])
    expect(network.requests.map(({ url }) => url)).toEqual([jwksUri, server.tokenEndpoint])
  })
})

describe('signing in by code, at a redirect URI', () => {
  it.each(['https://app.example', 'https://APP.example:443/', 'https://app.example/./'])(
    'repeats it to the letter, wherever the answer is read: %s',
    async redirectUri => {
      await authAt({ quirks: withoutIdToken, redirectUri }).signIn()
      const said = [requests[0]?.searchParams, network.requests[0]?.form].map(each => each?.get('redirect_uri'))
      expect(said).toEqual([redirectUri, redirectUri])
    },
  )
})

describe('signing in by code once more', () => {
  it('asks for no keys again: those that are known may fit', async () => {
    const auth = authAt({ server: { ...server, jwksUri } })
    for (let time = 0; time < 2; time++) await expect(auth.signIn()).rejects.toMatchObject({ code: 'id_token_missing' })
    expect(network.requests.map(({ url }) => url)).toEqual([jwksUri, server.tokenEndpoint, server.tokenEndpoint])
  })

  it('asks once a day where the user has to go: nobody tells when that has moved', async () => {
    const auth = authAt({ server: undefined, quirks: withoutIdToken })
    const discoveries = () => network.requests.filter(({ url }) => url === discoveryAddress).length
    await auth.signIn()
    await advance(86_399_999)
    await auth.signIn()
    expect(discoveries()).toBe(1)
    await advance(1)
    await auth.signIn()
    expect(discoveries()).toBe(2)
  })
})

describe('signing in by code whose verifier is lost', () => {
  it('redeems nothing', async () => {
    const forgetful: typeof codeFlow = (ground, client) => {
      const get: Store['get'] = async key => {
        const entry = await ground.store.get(key)
        const pending = Array.isArray(entry?.sealed) ? entry.sealed : []
        return entry && { ...entry, sealed: pending.map(({ codeVerifier: _, ...rest }) => rest) }
      }
      return codeFlow({ ...ground, store: { ...ground.store, get } }, client)
    }
    const auth = authAt({ quirks: withoutIdToken }, 'code=c', forgetful)
    await expect(auth.signIn()).rejects.toMatchObject({ code: 'authorization_response_invalid' })
    expect(network.requests).toEqual([])
  })
})

describe('signing in by code for tokens that are bound to a key', () => {
  it('names that key in the authorization request, so that nobody else can redeem the code', async () => {
    const unneeded = () => Promise.reject(new Error('Nothing is sent with it here.'))
    const proof: ProofOfPossession = {
      thumbprint: async () => 'the-key',
      ask: unneeded,
      fetch: () => unneeded,
      over: options => ({ ...options, fetch: unneeded }),
    }
    const auth = authAt({ quirks: withoutIdToken, dpop: () => async () => proof }, 'error=access_denied')
    await expect(auth.signIn()).rejects.toMatchObject({ code: 'authorization_refused' })
    expect(requests[0]?.searchParams.get('dpop_jkt')).toBe('the-key')
  })
})

describe('signing in by code where the authorization server refuses', () => {
  it('asks for no keys: there is nothing to verify', async () => {
    const auth = authAt({ server: { ...server, jwksUri } }, 'error=login_required')
    await expect(auth.signIn()).rejects.toMatchObject({ serverError: 'login_required' })
    expect(network.requests).toEqual([])
  })
})
