import { describe, expect, it } from 'vitest'
import { inOneFlight } from './one-flight.js'

describe('Work in one flight', () => {
  it('is run once for all who ask meanwhile, as the first asked for it, and anew for whoever asks later', async () => {
    const asked: string[] = []
    const fly = inOneFlight(async (by: string) => asked.push(by))
    expect(await Promise.all([fly('one'), fly('two')])).toEqual([1, 1])
    expect(await fly('three')).toBe(2)
    expect(asked).toEqual(['one', 'three'])
  })

  it('that failed is tried anew', async () => {
    let tries = 0
    const fly = inOneFlight(async () => {
      tries += 1
      if (tries === 1) throw new Error('once')
      return tries
    })
    await expect(fly()).rejects.toThrow('once')
    expect(await fly()).toBe(2)
  })
})
