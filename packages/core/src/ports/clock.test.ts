import { getActiveResourcesInfo } from 'node:process'
import { describe, expect, it } from 'vitest'
import { clockSuite } from '../../test-support/clock-suite.js'
import { handClock } from '../../test-support/hand-clock.js'
import { systemClock } from './clock.js'
import { pause } from './pause.js'

clockSuite('systemClock', () => ({ clock: systemClock, pass: async () => {} }))

clockSuite('handClock', () => {
  const { clock, advance } = handClock()
  return { clock, pass: advance }
})

describe('systemClock', () => {
  it('keeps a process alive by a timer that somebody waits for, and by none in the background', () => {
    const keeping = () => getActiveResourcesInfo().filter(name => name === 'Timeout').length
    const before = keeping()
    const cancels = [systemClock.after(60_000, () => {}, true)]
    expect(keeping()).toBe(before)
    cancels.push(systemClock.after(60_000, () => {}))
    expect(keeping()).toBe(before + 1)
    for (const cancel of cancels) cancel()
  })
})

describe('handClock', () => {
  it('stands still until it is turned', async () => {
    const { clock, advance } = handClock(1_000)
    expect([clock.wall(), clock.monotonic()]).toEqual([1_000, 0])
    await advance(250)
    expect([clock.wall(), clock.monotonic()]).toEqual([1_250, 250])
  })

  it('shows each timer the moment it was due at', async () => {
    const { clock, advance } = handClock(0)
    const seen: number[] = []
    for (const due of [300, 100, 200]) clock.after(due, () => seen.push(clock.monotonic(), clock.wall()))
    await advance(1_000)
    expect(seen).toEqual([100, 100, 200, 200, 300, 300])
  })

  it('runs timers that timers and promises have set', async () => {
    const { clock, advance } = handClock()
    const seen: number[] = []
    const story = async () => {
      for (let count = 0; count < 3; count++) {
        await pause(clock, 100)
        seen.push(clock.monotonic())
      }
    }
    void story()
    await advance(250)
    expect(seen).toEqual([100, 200])
    await advance(50)
    expect(seen).toEqual([100, 200, 300])
  })

  it('waits for cryptography, which answers outside the queue of promises', async () => {
    const { clock, advance } = handClock()
    const seen: number[] = []
    const story = async () => {
      const { privateKey } = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
      await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(1e6))
      await pause(clock, 100)
      await crypto.subtle.digest('SHA-256', new Uint8Array(1e6))
      seen.push(clock.monotonic())
    }
    void story()
    await advance(100)
    expect(seen).toEqual([100])
  })

  it('jumps without running anything', async () => {
    const { clock, advance, jumpWall } = handClock(5_000)
    const seen: number[] = []
    clock.after(100, () => seen.push(clock.wall()))
    jumpWall(60_000)
    await advance(0)
    expect(seen).toEqual([])
    await advance(100)
    expect(seen).toEqual([65_100])
    jumpWall(-65_100)
    expect([clock.wall(), clock.monotonic()]).toEqual([0, 100])
  })
})
