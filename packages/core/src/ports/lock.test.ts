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
})
