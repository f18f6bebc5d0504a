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

it('is never made of what somebody who reads RFC 7517 (§4) word by word takes for no key, and leaves no key out', () => {
  const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('RSA', 'EC', '') }, fc.string(), fc.jsonValue())
  const key = fc.record({ kty: name, kid: name, alg: name, use: name, crv: name }, { requiredKeys: [] })
  const isNamed = (value: unknown) => `${JSON.stringify(value)}`.startsWith('"')
  const isKey = (value: object) => 'kty' in value && Object.values(value).every(isNamed)
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: key }, fc.jsonValue())), keys => {
      const expected = keys.filter(
        value => typeof value === 'object' && value && !Array.isArray(value) && isKey(pick(value)),
      )
      try {
        expect(parseJwks({ keys }).keys).toEqual(expected)
      } catch (error) {
        if (!isOAuthError(error)) throw error
        expect(expected).toEqual([])
      }
    }),
    { numRuns: 200 },
  )
})

/** What RFC 7517 §4 gives a kind of value to. */
function pick(value: object): object {
  const known = ['kty', 'kid', 'alg', 'use', 'crv']
  return Object.fromEntries(Object.entries(value).filter(([member]) => known.includes(member)))
}

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
