import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isOAuthError } from '../errors.js'
import { parseIntrospection } from './introspection-response.js'

it('an active token is told in our words, times in milliseconds', () => {
  const claims = {
    active: true,
    scope: 'a b',
    client_id: 'c',
    sub: 's',
    aud: 'api',
    exp: 10,
    iat: 5,
    iss: 'i',
    more: 1,
  }
  expect(parseIntrospection(JSON.stringify(claims))).toStrictEqual({
    active: true,
    scope: 'a b',
    clientId: 'c',
    subject: 's',
    issuer: 'i',
    audience: ['api'],
    expiresAt: 10_000,
    issuedAt: 5_000,
    claims,
  })
})

it('more is told where more is said, and only where it can be read', () => {
  const details = [{ type: 'payment' }]
  const claims = {
    active: true,
    username: 'ada',
    token_type: 'DPoP',
    aud: ['api', 'other'],
    authorization_details: details,
  }
  expect(parseIntrospection(JSON.stringify(claims))).toStrictEqual({
    active: true,
    username: 'ada',
    tokenType: 'DPoP',
    audience: ['api', 'other'],
    authorizationDetails: details,
    claims,
  })
  expect(parseIntrospection('{"active":true,"exp":1e999}')).not.toHaveProperty('expiresAt')
  const unreadable = { active: true, scope: '', aud: [1], exp: '10', iat: null, authorization_details: {} }
  expect(parseIntrospection(JSON.stringify(unreadable))).toStrictEqual({ active: true, claims: unreadable })
})

it('of an inactive token nothing is told', () => {
  expect(parseIntrospection('{"active":false,"sub":"s"}')).toStrictEqual({ active: false })
})

it.each(['', '{}', '{"active":"true"}', '[]'])('%s does not say whether a token is active', text => {
  expect(() => parseIntrospection(text)).toThrow(expect.objectContaining({ code: 'introspection_invalid' }))
})

it('never fails with anything but an OAuthError', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('aud', 'exp', 'scope', 'sub'), fc.jsonValue()), members => {
      expect(parseIntrospection(JSON.stringify({ active: true, ...members }))).toMatchObject({ active: true })
    }),
  )
  fc.assert(
    fc.property(fc.string(), text => {
      try {
        parseIntrospection(text)
      } catch (error) {
        expect(isOAuthError(error)).toBe(true)
      }
    }),
  )
})
