import { expect, it } from 'vitest'
import { asksForIdToken } from './identify.js'

it.each([
  ['openid', true],
  ['profile openid', true],
  ['openid2', false],
  ['', false],
  [undefined, false],
])('the scope %j asks for an id_token: %j', (scope, asks) => {
  expect(asksForIdToken(scope)).toBe(asks)
})
