import { expect, it } from 'vitest'
import { userOf } from './user.js'

it('a user is what is said of them, and nothing of what is said of the token', () => {
  const about = { iss: 'i', aud: 'a', azp: 'a', exp: 2, iat: 1, nbf: 1, jti: 'j' }
  const bound = { nonce: 'n', at_hash: 'h', c_hash: 'h', s_hash: 'h' }
  const said = {
    sid: 's',
    acr: 'gold',
    auth_time: 1,
    name: 'Ada',
    email: 'ada@example.org',
    picture: 'https://a.example/',
  }
  expect(userOf({ ...about, ...bound, ...said, sub: 'another' }, 'ada')).toEqual({ ...said, sub: 'ada' })
})

it('a name, an address or a picture that is no text is left out', () => {
  expect(userOf({ name: '', email: null, picture: 7 }, 'ada')).toStrictEqual({ sub: 'ada' })
})

it('a user reads the same in whatever order the claims come, so that nothing is rendered for it', () => {
  const claims = { sid: 'one', auth_time: 7, roles: ['admin'], name: 'Ada' }
  const reversed = Object.fromEntries(Object.entries(claims).reverse())
  expect(JSON.stringify(userOf(reversed, 'ada'))).toBe(JSON.stringify(userOf(claims, 'ada')))
})
