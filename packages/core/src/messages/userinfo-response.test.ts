import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isOAuthError } from '../errors.js'
import type { JsonObject } from './json.js'
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

it('is never about nobody, or about a number that others are rounded to', () => {
  for (const text of ['{"sub":9007199254740992}', '{"sub":1.5}', '{"sub":null}'])
    expect(() => parseUserinfo(text, undefined, { numericSubject: true })).toThrow(invalid({ claim: 'sub' }))
  expect(() => parseUserinfo('{"sub":""}', undefined)).toThrow(invalid({ claim: 'sub' }))
  expect(() => parseUserinfo('[]', undefined)).toThrow(invalid({ reason: 'unreadable' }))
})

it('is put into words that are known before it is read', () => {
  const readUserinfo = ({ id }: JsonObject) => ({ sub: id, name: 'Ada' })
  expect(parseUserinfo('{"id":"ada"}', 'ada', { readUserinfo })).toEqual({ sub: 'ada', name: 'Ada' })
  expect(() => parseUserinfo('{"id":"eve"}', 'ada', { readUserinfo })).toThrow(invalid({ claim: 'sub' }))
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
