import { describe, expect, it } from 'vitest'
import { retryAfter } from './error-response.js'

describe('Retry-After', () => {
  const wall = Date.UTC(2026, 10, 24, 12, 0, 0)

  it.each([
    ['7', 7_000],
    ['0', 0],
    ['Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['2026-11-24T12:00:30Z', 30_000],
    ['Tue Nov 24 12:00:30 2026', 30_000],
    ['Tuesday, 24-Nov-26 12:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 12:00:30 +0000', 30_000],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('of %j means %j milliseconds', (header, milliseconds) => {
    expect(retryAfter(header, wall)).toBe(milliseconds)
  })
})
