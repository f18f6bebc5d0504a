import { describe, expect, it } from 'vitest'
import { settle } from '../../test-support/hand-clock.js'
import { flights } from './flights.js'

describe('Flights', () => {
  it('run one at a time, in order, and a failure stops nobody', async () => {
    const fly = flights<string>()
    const order: string[] = []
    const work =
      (name: string, fails = false) =>
      async () => {
        order.push(`${name} begins`)
        await settle()
        order.push(`${name} ends`)
        if (fails) throw new Error(name)
        return name
      }
    const asked = [fly('a', work('a', true)), fly('b', work('b')), fly('c', work('c'))]
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  })

  it('are shared while they are queued or running, and not afterwards', async () => {
    const fly = flights<number>()
    let flown = 0
    const work = async () => ++flown
    expect(await Promise.all([fly('a', work), fly('a', work), fly('b', work), fly('a', work)])).toEqual([1, 1, 2, 1])
    expect(await fly('a', work)).toBe(3)
  })
})
