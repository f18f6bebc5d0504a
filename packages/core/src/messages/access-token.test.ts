import { describe, expect, it } from 'vitest'
import { accessTokenIn, accessTokenType } from './access-token.js'

describe('an access token', () => {
  it.each(['at', 'a~ b', ' !~'])('is %j, which a header can hold', token => {
    expect(accessTokenIn(token)).toBe(token)
  })

  it.each(['', 'at\r\nx-admin: yes', 'ät', 'at\u0000', 'at\u007f', 7, null, undefined])(
    'is not %j, which no header can hold',
    value => {
      expect(accessTokenIn(value)).toBeUndefined()
    },
  )

  it.each([
    [undefined, 'Bearer'],
    ['bearer', 'Bearer'],
    ['User Access Token', 'Bearer'],
    ['BearerToken', 'Bearer'],
    ['DPoP', 'DPoP'],
    ['N_A', 'N_A'],
    ['n_a', 'n_a'],
    ['dpop', 'dpop'],
    ['', 'Bearer'],
    [7, 'Bearer'],
    ['mäc', 'Bearer'],
  ])('of the type %j is used as %s', (type, scheme) => {
    expect(accessTokenType(type)).toBe(scheme)
  })

  it.each(['mac', 'pop', 'DPoP2', 'xDPoP', 'my_n_a', 'n_ab', 'x-bearer', "a!#$%&'*+.^`|~-b"])(
    'of the type %s, which nobody here speaks, is not used',
    type => {
      expect(accessTokenType(type)).toBeUndefined()
    },
  )
})
