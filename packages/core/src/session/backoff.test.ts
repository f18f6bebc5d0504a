import { describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { OAuthError } from '../errors.js'
import { backoff, persistently } from './backoff.js'

describe('Backoff', () => {
  it('doubles from a second to a minute, and spreads those who failed together', () => {
    for (const [failures, longest] of [
      [1, 1_000],
      [2, 2_000],
      [5, 16_000],
      [7, 60_000],
      [5_000, 60_000],
    ] as const) {
      const waits = Array.from({ length: 100 }, () => backoff(failures))
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(longest / 2)
      expect(Math.max(...waits)).toBeLessThanOrEqual(longest)
      expect(new Set(waits).size).toBeGreaterThan(50)
    }
  })
})

describe('Trying persistently', () => {
  async function tried(error: Error, failures: number) {
    const time = handClock()
    let attempts = 0
    const attempt = async () => {
      attempts += 1
      if (attempts <= failures) throw error
      return attempts
    }
    const [outcome] = await Promise.all([Promise.allSettled([persistently(time.clock, attempt)]), time.advance(1_000)])
    return { attempts, status: outcome[0].status }
  }

  it('is three times, within half a second or so', async () => {
    expect(await tried(new OAuthError('storage_failed'), 2)).toEqual({ attempts: 3, status: 'fulfilled' })
    expect(await tried(new Error('disk'), 9)).toEqual({ attempts: 3, status: 'rejected' })
  })

  it('is once where trying again cannot help', async () => {
    expect(await tried(new OAuthError('storage_newer'), 9)).toEqual({ attempts: 1, status: 'rejected' })
  })
})
