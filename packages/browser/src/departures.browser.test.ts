import { beforeEach, describe, expect, it } from 'vitest'
import { handClock } from '../../core/test-support/hand-clock.js'
import { departUnasked } from './departures.js'

describe('a tab that leaves to sign in by itself', () => {
  beforeEach(() => sessionStorage.clear())

  it('does so three times within a minute, and then no more until some of them are longer ago', async () => {
    const { clock, advance } = handClock()
    for (let time = 0; time < 3; time++) {
      departUnasked(clock)
      await advance(20_000)
    }
    departUnasked(clock)
    expect(() => departUnasked(clock)).toThrow('sign_in_loop')
    await advance(20_000)
    departUnasked(clock)
  })

  it('is not kept from it by a clock that was set back', () => {
    const [ahead, right] = [handClock().clock, handClock().clock]
    const wall = () => right.wall() + 3_600_000
    for (let time = 0; time < 3; time++) departUnasked({ ...ahead, wall })
    expect(() => departUnasked(right)).not.toThrow()
  })
})
