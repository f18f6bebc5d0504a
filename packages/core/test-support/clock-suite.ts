import { beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from '../src/ports/clock.js'
import { pause, within } from '../src/ports/pause.js'

/** A clock to be tested, and how its time passes: the platform's by itself, one turned by hand by being turned. */
export interface ClockUnderTest {
  readonly clock: Clock
  pass(milliseconds: number): Promise<void>
}

/** What every clock promises. */
export function clockSuite(name: string, makeClock: () => ClockUnderTest): void {
  describe(`${name} is a clock that`, () => {
    let clock: Clock
    let pass: ClockUnderTest['pass']

    beforeEach(() => {
      const made = makeClock()
      clock = made.clock
      pass = made.pass
    })

    it('tells the time since 1970, and a time that only grows', async () => {
      const wall = clock.wall()
      expect(wall).toBeGreaterThan(Date.UTC(2020, 0, 1))
      const moments = [clock.monotonic()]
      for (let count = 0; count < 3; count++) {
        await Promise.all([pause(clock, 2), pass(2)])
        moments.push(clock.monotonic())
      }
      expect(moments).toEqual(moments.toSorted((a, b) => a - b))
      expect(new Set(moments).size).toBe(moments.length)
    })

    it('runs what is due once, and what is due earlier first', async () => {
      const order: string[] = []
      clock.after(20, () => order.push('later'))
      clock.after(1, () => order.push('sooner'))
      clock.after(1, () => order.push('as soon'), true)
      await Promise.all([pause(clock, 30), pass(30)])
      expect(order).toEqual(['sooner', 'as soon', 'later'])
    })

    it('never runs anything at once', () => {
      let ran = false
      const cancel = clock.after(0, () => {
        ran = true
      })
      expect(ran).toBe(false)
      cancel()
    })

    it('does not run what was cancelled', async () => {
      const ran: string[] = []
      const cancel = clock.after(1, () => ran.push('cancelled'))
      const cancelLate = clock.after(1, () => ran.push('kept'))
      cancel()
      cancel()
      await Promise.all([pause(clock, 5), pass(5)])
      cancelLate()
      expect(ran).toEqual(['kept'])
    })

    it('does not run at once what is due in weeks', async () => {
      let ran = false
      const cancel = clock.after(60 * 24 * 3_600_000, () => {
        ran = true
      })
      await Promise.all([pause(clock, 5), pass(5)])
      cancel()
      expect(ran).toBe(false)
    })

    it('answers within a time, or not at all', async () => {
      expect(await within(clock, 60_000, Promise.resolve('soon'))).toBe('soon')
      const [late] = await Promise.all([within(clock, 2, new Promise(() => {})), pass(2)])
      expect(late).toBeUndefined()
      await expect(within(clock, 60_000, Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    })
  })
}
