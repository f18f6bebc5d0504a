import fc from 'fast-check'
import { expect, it } from 'vitest'
import { detailsIn } from './authorization-details.js'

it('details that a server tells of are read, with whatever they say', () => {
  const told = [{ type: 'payment', account: { iban: 'DE02' } }, { type: 'tea' }]
  expect(detailsIn(told)).toBe(told)
  expect(detailsIn([])).toEqual([])
})

it('what is no list of objects with a type is told of as if it were not there', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.record({ type: fc.jsonValue() }))), told => {
      const all = detailsIn(told)
      const isWhole = Array.isArray(told) && told.every(one => typeof Object(one).type === 'string' && Object(one).type)
      expect(all).toBe(isWhole ? told : undefined)
    }),
  )
})
