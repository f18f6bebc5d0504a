import { expect, it } from 'vitest'
import { lifetime } from './lifetime.js'

it.each([
  [60, 60_000],
  ['60', 60_000],
  [0.5, 500],
  [0, undefined],
  [-1, undefined],
  ['', undefined],
  ['soon', undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [Number.NaN, undefined],
  [true, undefined],
  [['60'], undefined],
  [null, undefined],
  [undefined, undefined],
])('a lifetime of %j is %j milliseconds', (seconds, milliseconds) => {
  expect(lifetime(seconds)).toBe(milliseconds)
})
