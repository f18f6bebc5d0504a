import { expect, it } from 'vitest'
import { authorizationDetails } from '../authorization-details.js'
import { together } from './all-details.js'

it('what several want is asked for in one parameter, and once', () => {
  const [tea, cake] = [authorizationDetails({ type: 'tea' }), authorizationDetails({ type: 'cake' }, { type: 'tart' })]
  const all = together([tea, undefined, cake, authorizationDetails({ type: 'tea' })])
  expect(JSON.parse(all ?? '')).toEqual([{ type: 'tea' }, { type: 'cake' }, { type: 'tart' }])
  expect(together([cake])).toBe(cake)
})

it('where nobody wants any there is no parameter', () => {
  expect([together([]), together([undefined])]).toEqual([undefined, undefined])
})
