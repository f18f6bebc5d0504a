import fc from 'fast-check'
import { expect, it } from 'vitest'
import { tokenTypeNamed, tokenTypeUri } from './token-type-identifier.js'

it.each([
  ['access_token', 'urn:ietf:params:oauth:token-type:access_token'],
  ['jwt', 'urn:ietf:params:oauth:token-type:jwt'],
  ['urn:example:badge', 'urn:example:badge'],
])('%s is %s', (name, uri) => {
  expect(tokenTypeUri(name)).toBe(uri)
  expect(tokenTypeNamed(uri)).toBe(name)
})

it('what the server names is asked for again by the same URI', () => {
  const tail = fc.string()
  const uri = fc.oneof(
    tail.map(tail => `urn:ietf:params:oauth:token-type:${tail}`),
    tail.map(tail => `urn:${tail}`),
  )
  fc.assert(fc.property(uri, uri => tokenTypeUri(tokenTypeNamed(uri)) === uri))
})
