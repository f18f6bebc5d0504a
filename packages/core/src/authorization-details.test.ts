import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../test-support/fake-fetch.js'
import { handClock } from '../test-support/hand-clock.js'
import { authorizationDetails } from './authorization-details.js'
import { none } from './endpoints/client-authentication.js'
import { isOAuthError } from './errors.js'
import { authorizationCode } from './grants/authorization-code.js'
import { clientCredentials } from './grants/client-credentials.js'
import { deviceCode } from './grants/device-code.js'
import { jwtBearer } from './grants/jwt-bearer.js'
import { password } from './grants/password.js'
import { refreshToken } from './grants/refresh-token.js'
import { tokenExchange } from './grants/token-exchange.js'

const payment = { type: 'payment', locations: ['https://bank.example'], amount: { value: '3.00', currency: 'EUR' } }

/** What a program without types may give. */
const written = (details: readonly unknown[]) => Reflect.apply(authorizationDetails, undefined, details)

describe('authorization details', () => {
  it('are written down at once: who changes them later changes no request', () => {
    const mine = { type: 'payment', amount: 3 }
    const text = authorizationDetails(mine, payment)
    mine.amount = 4_000
    expect(JSON.parse(text)).toEqual([{ type: 'payment', amount: 3 }, payment])
  })

  const circle: { type: string; self?: unknown } = { type: 'circle' }
  circle.self = circle

  it.each([
    ['nothing', []],
    ['no type', [{ type: undefined }]],
    ['an empty type', [{ type: '' }]],
    ['a type that is no text', [{ type: 7 }]],
    ['a text', ['payment']],
    ['a list', [[payment]]],
    ['null beside a detail', [payment, null]],
    ['an action that is no list', [{ type: 'payment', actions: 'pay' }]],
    ['a location that is no text', [{ type: 'payment', locations: [7] }]],
    ['an identifier that is no text', [{ type: 'payment', identifier: 7 }]],
    ['what JSON cannot say', [{ type: 'payment', amount: 3n }]],
    ['a circle', [circle]],
  ])('are refused with %s', (_, details: readonly unknown[]) => {
    const expected = { code: 'invalid_options', facts: { name: 'authorizationDetails' } }
    expect(() => written(details)).toThrow(expect.objectContaining(expected))
  })

  it('say what was given, whatever it is, or are refused', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.jsonValue(), fc.record({ type: fc.string(), more: fc.jsonValue() }))),
        details => {
          try {
            expect(written(details)).toBe(JSON.stringify(details))
          } catch (error) {
            expect(isOAuthError(error)).toBe(true)
          }
        },
      ),
    )
  })
})

describe('every grant', () => {
  const issuer = 'https://id.example'
  const endpoints = { tokenEndpoint: `${issuer}/token`, deviceAuthorizationEndpoint: `${issuer}/device` }
  const registration = { server: { issuer, ...endpoints }, clientId: 'web', authentication: none }
  const wants = { authorizationDetails: authorizationDetails(payment) }

  it.each([
    ['client credentials', () => clientCredentials(registration, wants, ground())],
    ['password', () => password(registration, { username: 'u', password: 'p', ...wants }, ground())],
    ['JWT bearer', () => jwtBearer(registration, { assertion: 'a', ...wants }, ground())],
    ['token exchange', () => tokenExchange(registration, { subjectToken: 't', ...wants }, ground())],
    [
      'code',
      () => authorizationCode(registration, { code: 'c', redirectUri: 'r', codeVerifier: 'v', ...wants }, ground()),
    ],
    ['refresh token', async () => (await refreshToken(registration, { refreshToken: 't', ...wants }, ground())).tokens],
  ])('says them, and reads what was granted: %s', async (_, ask) => {
    expect((await ask()).authorizationDetails).toEqual([{ type: 'payment', account: 'one of two' }])
    expect(sent()).toBe(wants.authorizationDetails)
  })

  it('says them where a device asks for its code', async () => {
    const { fetch, requests } = fakeFetch(() => json({ error: 'invalid_authorization_details' }, 400))
    const asking = deviceCode(registration, { prompt: () => {}, ...wants }, { fetch })
    await expect(asking).rejects.toMatchObject({
      code: 'request_refused',
      serverError: 'invalid_authorization_details',
    })
    expect(requests[0]?.form.get('authorization_details')).toBe(wants.authorizationDetails)
  })

  let sent: () => string | null | undefined
  function ground() {
    const answer = { access_token: 'at', authorization_details: [{ type: 'payment', account: 'one of two' }] }
    const { fetch, requests } = fakeFetch(() => json(answer))
    sent = () => requests[0]?.form.get('authorization_details')
    return { fetch, clock: handClock().clock }
  }
})
