import { afterEach, describe, expect, it, vi } from 'vitest'
import { httpDate } from './http-date.js'

afterEach(() => vi.unstubAllEnvs())

describe('An HTTP date', () => {
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'is the same in each of its three forms, wherever it is read: %s',
    form => {
      for (const zone of ['UTC', 'Pacific/Kiritimati', 'America/St_Johns']) {
        vi.stubEnv('TZ', zone)
        expect(new Date(0).getTimezoneOffset() === 0).toBe(zone === 'UTC')
        expect(httpDate(form)).toBe(784_111_777_000)
      }
    },
  )

  it.each(['soon', '', null])('is not read from %j', header => {
    expect(httpDate(header)).toBeNaN()
  })
})
