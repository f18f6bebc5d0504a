import { describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { lockSuite } from '../../test-support/lock-suite.js'
import { systemClock } from './clock.js'
import { type Entry, memoryStore, type Store } from './store.js'
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

  it('passes over all who died, holder and line, in the time of one', async () => {
    const { time, store, mortal } = world()
    await storeLock(mortal, time.clock).acquire('name', 600_000)
    for (let died = 0; died < 5; died++) {
      storeLock(mortal, time.clock).acquire('name', 600_000)
      await time.advance(100)
    }
    const waiting = storeLock(store, time.clock).acquire('name', 600_000)
    await time.advance(30_000)
    expect(await word(waiting)).toBe('waiting')
    mortal.die()
    await time.advance(15_000)
    expect(await word(waiting)).toBe('acquired')
  })

  it('looks a few times only until it takes a holder for dead, at whatever fraction of a millisecond that is', async () => {
    for (let tenth = 1; tenth < 60; tenth++) {
      const { time, store, mortal } = world()
      await storeLock(mortal, time.clock).acquire('name', 1_000)
      mortal.die()
      await time.advance(1_000 * tenth + tenth / 10.07)
      let looks = 0
      const watched: Store = {
        ...store,
        get: key => {
          looks += 1
          return looks > 200 ? new Promise(() => {}) : store.get(key)
        },
      }
      const waiting = storeLock(watched, time.clock).acquire('name', 600_000)
      await time.advance(15_000)
      expect(await word(waiting)).toBe('acquired')
    }
  })

  it('those who live stay in line, however long they wait', async () => {
    const { time, store } = world()
    const release = await storeLock(store, time.clock).acquire('name', 1_000)
    const order: string[] = []
    for (const who of ['first', 'second', 'third']) {
      const mine = storeLock(store, time.clock).acquire('name', 600_000)
      void mine.then(next => {
        order.push(who)
        next?.()
      })
      await time.advance(100)
    }
    const inLine = (await store.get('lock name'))?.clear
    await time.advance(120_000)
    expect((await store.get('lock name'))?.clear).toEqual(inLine)
    release?.()
    await time.advance(1_000)
    expect(order).toEqual(['first', 'second', 'third'])
  })

  it('passes over in the same time who died before the first sign, and became the first since', async () => {
    const { time, store, mortal } = world()
    await storeLock(mortal, time.clock).acquire('name', 600_000)
    await time.advance(2_400)
    storeLock(mortal, time.clock).acquire('name', 600_000)
    await time.advance(200)
    mortal.die()
    const waiting = storeLock(store, time.clock).acquire('name', 600_000)
    await time.advance(15_000)
    expect(await word(waiting)).toBe('acquired')
  })

  it('who waited long may hold it as long', async () => {
    const { time, store } = world()
    const release = await storeLock(store, time.clock).acquire('name', 1_000)
    const next = storeLock(store, time.clock).acquire('name', 600_000)
    await time.advance(30_000)
    release?.()
    await time.advance(1_000)
    expect(await word(next)).toBe('acquired')
    const waiting = storeLock(store, time.clock).acquire('name', 600_000)
    await time.advance(60_000)
    expect(await word(waiting)).toBe('waiting')
  })

  it('who was taken off the line and lives gets in again, at its end', async () => {
    const { time, store, mortal } = world()
    const release = await storeLock(store, time.clock).acquire('name', 1_000)
    const frozen = storeLock(mortal, time.clock).acquire('name', 600_000)
    await time.advance(100)
    const waiting = storeLock(store, time.clock).acquire('name', 600_000)
    await time.advance(100)
    mortal.freeze()
    await time.advance(15_000)
    mortal.thaw()
    await time.advance(5_000)
    release?.()
    await time.advance(5_000)
    expect(await word(waiting)).toBe('acquired')
    expect(await word(frozen)).toBe('waiting')
    ;(await waiting)?.()
    await time.advance(5_000)
    expect(await word(frozen)).toBe('acquired')
  })

  it('forgets the signs of those who have left', async () => {
    const { time, store } = world()
    const release = await storeLock(store, time.clock).acquire('name', 1_000)
    for (let visit = 0; visit < 5; visit++) {
      storeLock(store, time.clock).acquire('name', 5_000)
      await time.advance(6_000)
    }
    storeLock(store, time.clock).acquire('name', 600_000)
    await time.advance(6_000)
    expect(membersOf(await store.get('lock name'))).toBe(2)
    expect(membersOf(await store.get('signs name'))).toBe(2)
    release?.()
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

  it('measures patience by its clock, to the millisecond', async () => {
    const { time, store } = world()
    const lock = storeLock(store, time.clock)
    await lock.acquire('name', 1_000)
    const waiting = lock.acquire('name', 1_000)
    await time.advance(999)
    expect(await word(waiting)).toBe('waiting')
    await time.advance(1)
    expect(await word(waiting)).toBe('refused')
  })

  it('notices a death when it is time, even where it looks more seldom', async () => {
    const { time, store, mortal } = world()
    await storeLock(mortal, time.clock).acquire('name', 1_000)
    mortal.die()
    const waiting = storeLock(store, time.clock, 600_000, 10_000).acquire('name', 600_000)
    await time.advance(9_999)
    expect(await word(waiting)).toBe('waiting')
    await time.advance(1)
    expect(await word(waiting)).toBe('acquired')
  })

  it('a sign of life at the last moment counts', async () => {
    const { time, store, mortal } = world()
    await storeLock(mortal, time.clock).acquire('name', 1_000)
    mortal.die()
    let looks = 0
    const late: Store = {
      ...store,
      get: async key => {
        const found = await store.get(key)
        if (key !== 'lock name' || !found || time.clock.monotonic() < 10_000 || ++looks !== 2) return found
        await store.compareAndSwap(key, found.version, { ...found, version: found.version + 1 })
        await signFor(store, found)
        return store.get(key)
      },
    }
    const waiting = storeLock(late, time.clock).acquire('name', 600_000)
    await time.advance(15_000)
    expect(await word(waiting)).toBe('waiting')
    await time.advance(10_000)
    expect(await word(waiting)).toBe('acquired')
  })

  it('a displaced holder does not speak for the one who displaced it', async () => {
    const { time, store, mortal } = world()
    await storeLock(store, time.clock).acquire('name', 1_000)
    await storeLock(mortal, time.clock).acquire('name', 1_000, true)
    mortal.die()
    const waiting = storeLock(store, time.clock).acquire('name', 600_000)
    await time.advance(15_000)
    expect(await word(waiting)).toBe('acquired')
  })

  it('who is put out of line before it listens for changes gets in line again', async () => {
    const { time, store } = world()
    await storeLock(store, time.clock).acquire('name', 1_000)
    let isListening = false
    const deaf: Store = {
      ...store,
      watch: () => {
        isListening = true
        return () => {}
      },
      get: async key => {
        const version = (await store.get(key))?.version ?? 0
        if (isListening && key === 'lock name')
          await store.compareAndSwap(key, version, { version: version + 1, clear: {}, sealed: null })
        isListening = false
        return store.get(key)
      },
    }
    const waiting = storeLock(deaf, time.clock, 600_000).acquire('name', 600_000)
    await time.advance(0)
    expect(await word(waiting)).toBe('acquired')
  })

  it('keeps no process alive, neither while it is held nor while its release fails', async () => {
    const { time, store } = world()
    const timers: (boolean | undefined)[] = []
    const after: typeof time.clock.after = (due, run, background) => {
      timers.push(background)
      return time.clock.after(due, run, background)
    }
    let isDown = false
    const shaky: Store = { ...store, get: key => (isDown ? Promise.reject(new Error('down')) : store.get(key)) }
    const release = await storeLock(shaky, { ...time.clock, after }).acquire('name', 1_000)
    await time.advance(10_000)
    isDown = true
    release?.()
    await time.advance(10_000)
    expect(timers.length).toBeGreaterThan(6)
    expect(new Set(timers)).toEqual(new Set([true]))
  })

  it('leaves no timer and no listener behind, and its versions only grow', async () => {
    const { time, store } = world()
    const { clock } = time
    const open = new Set<object>()
    const growth: number[] = []
    const counted = (begin: (end: () => void) => () => void) => {
      const one = {}
      open.add(one)
      const stop = begin(() => open.delete(one))
      return () => {
        open.delete(one)
        stop()
      }
    }
    const watched: Store = {
      ...store,
      watch: (key, listener) => counted(() => store.watch(key, listener)),
      compareAndSwap: (key, expected, next) => {
        growth.push(next.version - expected)
        return store.compareAndSwap(key, expected, next)
      },
    }
    const after: typeof clock.after = (milliseconds, run, background) =>
      counted(end => {
        const ended = () => {
          end()
          run()
        }
        return clock.after(milliseconds, ended, background)
      })
    const lock = storeLock(watched, { ...clock, after })
    const release = await lock.acquire('name', 1_000)
    const waiting = lock.acquire('name', 10_000)
    await time.advance(5_000)
    release?.()
    const next = await waiting
    next?.()
    await time.advance(0)
    expect(open.size).toBe(0)
    expect(Math.min(...growth)).toBeGreaterThan(0)
  })

  /** A store, and how somebody sees it who will die, or be frozen for a while. */
  function world() {
    const store = memoryStore()
    let isDead = false
    let thawed = Promise.resolve()
    let thaw = () => {}
    const mortal: Store & { die(): void; freeze(): void; thaw(): void } = {
      ...store,
      get: key => thawed.then(() => store.get(key)),
      compareAndSwap: (...write) =>
        thawed.then(() => (isDead ? new Promise(() => {}) : store.compareAndSwap(...write))),
      die: () => {
        isDead = true
      },
      freeze: () => {
        thawed = new Promise(resolve => {
          thaw = resolve
        })
      },
      thaw: () => thaw(),
    }
    return { time: handClock(), store, mortal }
  }

  /** How many stand in a line, or gave signs. */
  /** As the first in line gives one, beside the line. */
  async function signFor(store: Store, { clear }: Entry): Promise<void> {
    const { line }: { readonly line?: unknown } = Object(clear)
    const { version } = (await store.get('signs name')) ?? { version: 0 }
    const signs = { [String(Array.isArray(line) && line[0])]: 1 }
    await store.compareAndSwap('signs name', version, { version: version + 1, clear: { signs }, sealed: null })
  }

  function membersOf(entry: Entry | undefined): number {
    const [members] = entry?.clear instanceof Object ? Object.values(entry.clear) : []
    return Object.keys(members).length
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
