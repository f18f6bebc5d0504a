import { describe, expect, it } from 'vitest'
import { lazy } from './lazy.js'

describe('Lazy code', () => {
  it('is loaded once, and a failure is never remembered', async () => {
    let loads = 0
    const code = lazy(async () => {
      loads += 1
      if (loads === 1) throw new Error('chunk gone')
      return loads
    })
    await expect(code()).rejects.toMatchObject({ code: 'code_not_loaded', retryable: true })
    expect(await Promise.all([code(), code()])).toEqual([2, 2])
    expect(loads).toBe(2)
  })
})
