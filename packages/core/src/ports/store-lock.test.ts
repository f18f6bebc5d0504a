import { describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { lockSuite } from '../../test-support/lock-suite.js'
import { systemClock } from './clock.js'
import { memoryStore, type Store } from './store.js'
import { storeLock } from './store-lock.js'

lockSuite('storeLock', async () => {
  const store = memoryStore()
  return { lock: storeLock(store, systemClock), sibling: storeLock(store, systemClock), close: () => {} }
})

lockSuite('storeLock over a store that tells of nothing', async () => {
  const store = { ...memoryStore(), watch: () => () => {} }
  return { lock: storeLock(store, systemClock, 2), sibling: storeLock(store, systemClock, 2), close: () => {} }
})

describe('storeLock', () => {
  it('takes a holder for dead that gives no sign of life', async () => {
    const { time, store, mortal } = world()
    await storeLock(mortal, time.clock).acquire('name', 1_000)
    const waiting = storeLock(store, time.clock).acquire('name', 600_000)
    await time.advance(60_000)
    expect(await word(waiting)).toBe('waiting')
    mortal.die()
    await time.advance(15_000)
    expect(await word(waiting)).toBe('acquired')
  })

  it('passes over those who died in line', async () => {
    const { time, store, mortal } = world()
    const release = await storeLock(store, time.clock).acquire('name', 1_000)
    storeLock(mortal, time.clock).acquire('name', 600_000)
    await time.advance(0)
    const waiting = storeLock(store, time.clock).acquire('name', 600_000)
    await time.advance(0)
    mortal.die()
    release?.()
    await time.advance(15_000)
    expect(await word(waiting)).toBe('acquired')
  })

  it('a store that fails is no reason to believe that the lock is free', async () => {
    const { time, store } = world()
    const failing = { ...store, get: () => Promise.reject(new Error('down')) }
    await expect(storeLock(failing, time.clock).acquire('name', 1_000)).rejects.toThrow('down')
  })

  it('a holder whose signs of life do not reach the store goes on giving them', async () => {
    const { time, store } = world()
    let failures = 0
    let isDown = false
    const shaky: Store = {
      ...store,
      get: key => {
        if (!isDown) return store.get(key)
        failures += 1
        return Promise.reject(new Error('down'))
      },
    }
    await storeLock(shaky, time.clock).acquire('name', 1_000)
    isDown = true
    await time.advance(9_000)
    expect(failures).toBe(3)
    isDown = false
    const waiting = storeLock(store, time.clock).acquire('name', 600_000)
    await time.advance(60_000)
    expect(await word(waiting)).toBe('waiting')
  })

  it('who got in line while the store failed keeps nobody waiting once it is back', async () => {
    const { time, store } = world()
    const health = { isDown: false, mayFail: true }
    const answered = async <T>(answer: Promise<T>) => {
      if (health.isDown) throw new Error('down')
      return answer
    }
    const shaky: Store = {
      ...store,
      get: key => answered(store.get(key)),
      compareAndSwap: (...write) => {
        health.isDown = health.mayFail
        return answered(store.compareAndSwap(...write))
      },
    }
    await expect(storeLock(shaky, time.clock).acquire('name', 1_000)).rejects.toThrow('down')
    const waiting = storeLock(store, time.clock).acquire('name', 600_000)
    await time.advance(0)
    expect(await word(waiting)).toBe('waiting')
    Object.assign(health, { isDown: false, mayFail: false })
    await time.advance(5_000)
    expect(await word(waiting)).toBe('acquired')
  })

  it('what stands in the store and is no line counts as none', async () => {
    const { time, store } = world()
    await store.compareAndSwap('lock name', 0, { version: 1, clear: { line: 'garbage' }, sealed: null })
    expect(await storeLock(store, time.clock).acquire('name', 1_000)).toBeInstanceOf(Function)
  })

  /** A store, and how somebody sees it who will die. */
  function world() {
    const store = memoryStore()
    let isDead = false
    const mortal: Store & { die(): void } = {
      ...store,
      compareAndSwap: (...write) => (isDead ? new Promise(() => {}) : store.compareAndSwap(...write)),
      die: () => {
        isDead = true
      },
    }
    return { time: handClock(), store, mortal }
  }

  async function word(waiting: Promise<unknown>): Promise<string> {
    return Promise.race([
      waiting.then(release => (release ? 'acquired' : 'refused')),
      handClock()
        .advance(0)
        .then(() => 'waiting'),
    ])
  }
})
