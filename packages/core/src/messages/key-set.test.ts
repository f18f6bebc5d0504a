import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isOAuthError } from '../errors.js'
import { parseJwks } from './key-set.js'

it('a key set keeps what is a key', () => {
  const key = { kty: 'EC', kid: '1', x5c: ['a certificate'] }
  expect(parseJwks({ keys: [key, { kid: '2' }, { kty: 'RSA', kid: 3 }, null] })).toEqual({ keys: [key] })
})

it.each([[undefined], [[]], [{}], [{ keys: {} }]])('%j is no key set', json => {
  expect(() => parseJwks(json)).toThrow(
    expect.objectContaining({ code: 'keys_invalid', facts: { reason: 'no key set' } }),
  )
})

it.each(['kid', 'alg', 'use', 'crv'])(
  'what has a %s that is no name is no key, and where there is no other there are none',
  member => {
    for (const keys of [[], [{}], [{ kty: 'EC', [member]: 1 }]])
      expect(() => parseJwks({ keys })).toThrow(
        expect.objectContaining({ code: 'keys_invalid', facts: { reason: 'no keys' } }),
      )
  },
)

it('never fails with anything but an OAuthError', () => {
  fc.assert(
    fc.property(fc.jsonValue(), json => {
      try {
        parseJwks({ keys: json })
      } catch (error) {
        expect(isOAuthError(error)).toBe(true)
      }
    }),
  )
})
