import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isOAuthError } from '../errors.js'
import { parseUserinfo } from './userinfo-response.js'

const invalid = (facts: object) => expect.objectContaining({ code: 'userinfo_invalid', facts })

it('user info is the user it is about; a name that is no text is left out', () => {
  const text = '{"sub":"ada","name":"Ada","email":null,"picture":7,"locale":"en"}'
  expect(parseUserinfo(text, 'ada')).toStrictEqual({ sub: 'ada', name: 'Ada', locale: 'en' })
})

it('about somebody else is refused', () => {
  expect(() => parseUserinfo('{"sub":"eve"}', 'ada')).toThrow(invalid({ claim: 'sub' }))
})

it('without an expected user is about whomever it says', () => {
  expect(parseUserinfo('{"sub":"eve"}', undefined)).toEqual({ sub: 'eve' })
  expect(() => parseUserinfo('{}', undefined)).toThrow(invalid({ claim: 'sub' }))
})

it('with a number for the user is refused, unless the provider is known for it', () => {
  expect(() => parseUserinfo('{"sub":1}', '1')).toThrow(invalid({ claim: 'sub' }))
  expect(parseUserinfo('{"sub":1}', '1', { numericSubject: true })).toEqual({ sub: '1' })
  expect(() => parseUserinfo('{"sub":2}', '1', { numericSubject: true })).toThrow(invalid({ claim: 'sub' }))
})

it('never fails with anything but an OAuthError', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), text => {
      try {
        parseUserinfo(text, undefined, { numericSubject: true })
      } catch (error) {
        expect(isOAuthError(error)).toBe(true)
      }
    }),
  )
})
