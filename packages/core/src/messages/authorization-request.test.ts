import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorizationDetails as detailsOf } from '../authorization-details.js'
import { type AuthorizationParameters, authorizationRequest } from './authorization-request.js'
import type { Client } from './registration.js'

const client: Client = {
  clientId: 'web',
  server: { issuer: 'https://id.example', authorizationEndpoint: 'https://id.example/?rest_route=/authorize' },
}
const asked = {
  responseType: 'code',
  redirectUri: 'https://app.example/callback',
  state: 'a state',
  codeChallenge: 'a challenge',
} as const

function sent(parameters: AuthorizationParameters): Record<string, string> {
  return Object.fromEntries(new URL(authorizationRequest(client, parameters)).searchParams)
}

describe('an authorization request', () => {
  it('for a code is always bound to a challenge, method S256', () => {
    expect(sent(asked)).toEqual({
      rest_route: '/authorize',
      response_type: 'code',
      client_id: 'web',
      redirect_uri: 'https://app.example/callback',
      state: 'a state',
      code_challenge: 'a challenge',
      code_challenge_method: 'S256',
    })
  })

  it('for tokens carries a nonce and no challenge', () => {
    const { redirectUri, state } = asked
    expect(sent({ responseType: 'id_token token', redirectUri, state, nonce: 'a nonce' })).toEqual({
      rest_route: '/authorize',
      response_type: 'id_token token',
      client_id: 'web',
      redirect_uri: redirectUri,
      state,
      nonce: 'a nonce',
    })
    expect(sent({ responseType: 'token', redirectUri, state })).not.toHaveProperty('nonce')
  })

  it('for a code and an id_token carries both, and says how the answer is to come', () => {
    const hybrid = { ...asked, responseType: 'code id_token', nonce: 'n', responseMode: 'form_post' } as const
    expect(sent(hybrid)).toMatchObject({
      response_type: 'code id_token',
      response_mode: 'form_post',
      nonce: 'n',
      code_challenge: 'a challenge',
    })
  })

  it('says in the wire’s words what else is wanted, times in seconds', () => {
    const more = { scope: 'openid a', nonce: 'n', prompt: 'login', loginHint: 'ada', acrValues: 'a b', maxAge: 90_500 }
    expect(sent({ ...asked, ...more })).toMatchObject({
      scope: 'openid a',
      nonce: 'n',
      prompt: 'login',
      login_hint: 'ada',
      acr_values: 'a b',
      max_age: '90',
    })
  })

  it('names each resource', () => {
    const address = authorizationRequest(client, { ...asked, resources: ['https://a.example', 'https://b.example'] })
    expect(new URL(address).searchParams.getAll('resource')).toEqual(['https://a.example', 'https://b.example'])
  })

  it('takes what a provider wants beyond the specifications', () => {
    expect(sent({ ...asked, extra: { access_type: 'offline' } })).toHaveProperty('access_type', 'offline')
  })

  it.each(['state', 'redirect_uri', 'code_challenge', 'response_mode', 'request_uri', 'nonce'])(
    'lets nobody change %s on the side',
    name => {
      const ask = () => authorizationRequest(client, { ...asked, extra: { [name]: 'mine' } })
      expect(ask).toThrow(expect.objectContaining({ code: 'invalid_options', facts: { name: `extra.${name}` } }))
    },
  )

  it.each([5n, { a: 1 }, Symbol('a'), () => 'a', 7, null, undefined])(
    'takes nothing but text on the side, and says what is none: %s',
    value => {
      const extra = { hd: 'a.example' }
      Reflect.set(extra, 'audience', value)
      const refused = expect.objectContaining({ code: 'invalid_options', facts: { name: 'extra.audience' } })
      expect(() => authorizationRequest(client, { ...asked, extra })).toThrow(refused)
    },
  )

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('asks for no age that could not be verified: %s', maxAge => {
    const refused = expect.objectContaining({ code: 'invalid_options', facts: { name: 'maxAge' } })
    expect(() => authorizationRequest(client, { ...asked, maxAge })).toThrow(refused)
  })

  it('carries what the provider always wants, which may be changed but is no parameter of the protocol', () => {
    const quirks = { authorizationParameters: { access_type: 'offline', hd: 'a.example' } }
    const { searchParams } = new URL(
      authorizationRequest({ ...client, quirks }, { ...asked, extra: { hd: 'b.example' } }),
    )
    expect([searchParams.get('access_type'), searchParams.get('hd')]).toEqual(['offline', 'b.example'])
    const meddling = { ...client, quirks: { authorizationParameters: { state: 'mine' } } }
    expect(() => authorizationRequest(meddling, asked)).toThrow(expect.objectContaining({ code: 'invalid_options' }))
  })

  it('says what scopes cannot, in a parameter that nobody else may write', () => {
    const authorizationDetails = detailsOf({ type: 'payment', amount: 3 })
    expect(sent({ ...asked, authorizationDetails }).authorization_details).toBe('[{"type":"payment","amount":3}]')
    for (const name of ['authorization_details', 'dpop_jkt', 'request', 'request_uri', 'code_challenge_method'])
      expect(() => sent({ ...asked, extra: { [name]: 'mine' } })).toThrow(
        expect.objectContaining({ code: 'invalid_options', facts: { name: `extra.${name}` } }),
      )
  })

  it('needs an authorization endpoint, over https', () => {
    const server = { issuer: 'https://id.example' }
    expect(() => authorizationRequest({ ...client, server }, asked)).toThrow(
      expect.objectContaining({ code: 'endpoint_missing', facts: { endpoint: 'authorization' } }),
    )
    const open = { ...server, authorizationEndpoint: 'http://id.example/authorize' }
    expect(() => authorizationRequest({ ...client, server: open }, asked)).toThrow(
      expect.objectContaining({
        code: 'insecure_url',
        facts: { name: 'authorizationEndpoint', origin: 'http://id.example' },
      }),
    )
  })

  it('has no challenge where the provider would refuse the code for it', () => {
    const address = authorizationRequest({ ...client, quirks: { withoutPkce: true } }, asked)
    const { searchParams } = new URL(address)
    expect([searchParams.has('code_challenge'), searchParams.has('code_challenge_method')]).toEqual([false, false])
    expect(searchParams.get('response_type')).toBe('code')
  })

  it('says what is asked for in the place of what the endpoint’s own address says', () => {
    const server = {
      issuer: 'https://id.example',
      authorizationEndpoint: 'https://id.example/?state=old&a=1&state=older',
    }
    const { searchParams } = new URL(authorizationRequest({ ...client, server }, asked))
    expect([searchParams.getAll('state'), searchParams.getAll('a')]).toEqual([['a state'], ['1']])
  })

  it('is spelled as the provider spells it', () => {
    const quirks = { writeParameters: (said: URLSearchParams) => said.append('seen', `${said.get('state')}`) }
    const { searchParams } = new URL(authorizationRequest({ ...client, quirks }, asked))
    expect(searchParams.getAll('seen')).toEqual(['a state'])
  })

  it('says every value exactly, and no parameter twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (state, scope) => {
        const { searchParams } = new URL(authorizationRequest(client, { ...asked, state, scope }))
        expect(searchParams.getAll('state')).toEqual([state])
        expect(searchParams.getAll('scope')).toEqual([scope])
      }),
    )
  })
})
