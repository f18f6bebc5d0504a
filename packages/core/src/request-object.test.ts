import fc from 'fast-check'
import { compactVerify, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose'
import { expect, it } from 'vitest'
import { handClock } from '../test-support/hand-clock.js'
import { authorizationDetails } from './authorization-details.js'
import type { Client } from './messages/registration.js'
import { requestObject } from './request-object.js'

const wall = Date.UTC(2026, 10, 24)
const { clock } = handClock(wall)
const now = wall / 1000
const client: Client = {
  clientId: 'shop',
  server: { issuer: 'https://id.example', authorizationEndpoint: 'https://id.example/?route=authorize' },
}
const asked = {
  responseType: 'code',
  redirectUri: 'https://shop.example/callback',
  scope: 'openid',
  state: 'a state',
  codeChallenge: 'a challenge',
} as const
const { privateKey, publicKey } = await generateKeyPair('ES256')

function requestIn(address: string): string {
  const { searchParams } = new URL(address)
  expect([...searchParams.keys()]).toEqual(['route', 'client_id', 'request'])
  expect(searchParams.get('client_id')).toBe('shop')
  return searchParams.get('request') ?? ''
}

it('a signed request says all that is asked, by whom, to whom and until when, and the address nothing of it', async () => {
  const payment = authorizationDetails({ type: 'payment', amount: 3 })
  const resources = ['https://a.example', 'https://b.example']
  const details = { maxAge: 60_500, resources, authorizationDetails: payment }
  const jwt = requestIn(await requestObject(privateKey, { clock, kid: 'k1' }).address(client, { ...asked, ...details }))
  await compactVerify(jwt, publicKey)
  expect(decodeProtectedHeader(jwt)).toEqual({ alg: 'ES256', kid: 'k1', typ: 'oauth-authz-req+jwt' })
  expect(decodeJwt(jwt)).toEqual({
    iss: 'shop',
    aud: 'https://id.example',
    jti: expect.stringMatching(/^[\da-f-]{36}$/),
    ...{ iat: now, nbf: now, exp: now + 120 },
    client_id: 'shop',
    response_type: 'code',
    redirect_uri: asked.redirectUri,
    scope: 'openid',
    state: 'a state',
    code_challenge: 'a challenge',
    code_challenge_method: 'S256',
    max_age: 60,
    resource: resources,
    authorization_details: [{ type: 'payment', amount: 3 }],
  })
})

it('nothing that is asked can say who asks or until when: the client does', async () => {
  const signed = requestObject(privateKey, { clock, lifetime: 60_000 })
  const names = fc.constantFrom('iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'other')
  await fc.assert(
    fc.asyncProperty(fc.dictionary(names, fc.string()), async extra => {
      const claims = decodeJwt(requestIn(await signed.address(client, { ...asked, extra })))
      expect(claims).toMatchObject({ iss: 'shop', aud: 'https://id.example', iat: now, nbf: now, exp: now + 60 })
    }),
    { numRuns: 20 },
  )
})

it('a request is spelled as the provider does before it is signed', async () => {
  const quirks = { writeParameters: (said: URLSearchParams) => said.set('scope', 'renamed') }
  const said = await requestObject(privateKey, { clock }).parameters({ ...client, quirks }, asked)
  expect(decodeJwt(said.get('request') ?? '')).toMatchObject({ scope: 'renamed' })
})

it('signs with a JWK or with what signs elsewhere, and tells what keeps it from signing', async () => {
  const pair = await generateKeyPair('ES256', { extractable: true })
  const byJwk = await requestObject(await exportJWK(pair.privateKey), { clock }).parameters(client, asked)
  await compactVerify(byJwk.get('request') ?? '', pair.publicKey)
  const broken = requestObject({ alg: 'ES256', sign: () => Promise.reject(new Error('vault closed')) })
  await expect(broken.address(client, asked)).rejects.toMatchObject({
    ...{ code: 'credential_unavailable', facts: { name: 'requestObject' } },
  })
  const expected = { code: 'invalid_options', facts: { name: 'key' } }
  await expect(requestObject(publicKey).address(client, asked)).rejects.toMatchObject(expected)
})
