import { describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { lockSuite } from '../../test-support/lock-suite.js'
import { memoryLock } from './lock.js'

lockSuite('memoryLock', async () => {
  const lock = memoryLock()
  return { lock, sibling: lock, close: () => {} }
})

describe('memoryLock', () => {
  it('measures patience by its clock', async () => {
    const { clock, advance } = handClock()
    const lock = memoryLock(clock)
    await lock.acquire('name', 1_000)
    const answers: unknown[] = []
    void lock.acquire('name', 1_000).then(answer => answers.push(answer))
    await advance(999)
    expect(answers).toEqual([])
    await advance(1)
    expect(answers).toEqual([undefined])
  })

  it('patience that ends after the lock was had puts nobody else out of line', async () => {
    const { clock, advance } = handClock()
    const lock = memoryLock(clock)
    const first = await lock.acquire('name', 0)
    const second = lock.acquire('name', 1_000)
    first?.()
    const release = await second
    const third = lock.acquire('name', 2_000)
    await advance(1_000)
    release?.()
    await advance(1_000)
    expect(await third).toBeInstanceOf(Function)
  })
})
