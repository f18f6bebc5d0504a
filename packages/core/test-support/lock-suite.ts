import type { Lock } from '@tessera/core/platform'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** A lock to be tested, and a second view of it, as another realm has it. */
export interface LockUnderTest {
  readonly lock: Lock
  readonly sibling: Lock
  /** Runs after each test. */
  close(): void | Promise<void>
}

/** Longer than any test. */
const patient = 60_000
/** Enough to be refused a lock that is held. */
const impatient = 20

/** What every lock promises. */
export function lockSuite(name: string, makeLock: () => Promise<LockUnderTest>): void {
  describe(`${name} is a lock where`, () => {
    let made: LockUnderTest
    let lock: Lock
    let sibling: Lock
    let key: string

    beforeEach(async () => {
      made = await makeLock()
      lock = made.lock
      sibling = made.sibling
      key = `tessera lock ${crypto.randomUUID()}`
    })

    afterEach(() => made.close())

    async function held(by: Lock, displace?: boolean): Promise<() => void> {
      const release = await by.acquire(key, patient, displace)
      if (!release) throw new Error('the lock stayed taken')
      return release
    }

    it('two holders never overlap', async () => {
      let inside = 0
      const most: number[] = []
      const visit = async (by: Lock) => {
        const release = await held(by)
        most.push(++inside)
        await new Promise(resolve => setTimeout(resolve))
        inside--
        release()
      }
      await Promise.all(Array.from({ length: 20 }, (_, index) => visit(index % 2 ? lock : sibling)))
      expect(most).toEqual(Array.from({ length: 20 }, () => 1))
    })

    it('a waiter stops waiting when its patience ends', async () => {
      const release = await held(lock)
      expect(await sibling.acquire(key, impatient)).toBeUndefined()
      expect(await lock.acquire(key, impatient)).toBeUndefined()
      release()
    })

    it('who stopped waiting is not given the lock', async () => {
      const release = await held(lock)
      await sibling.acquire(key, impatient)
      release()
      const next = await held(lock)
      next()
    })

    it('a released lock goes to everybody in line, one after the other', async () => {
      const order: string[] = []
      const release = await held(lock)
      const inLine = ['first', 'second', 'third'].map(async (who, index) => {
        const mine = await held(index % 2 ? lock : sibling)
        order.push(who)
        mine()
      })
      expect(order).toEqual([])
      release()
      await Promise.all(inLine)
      expect(order.toSorted()).toEqual(['first', 'second', 'third'])
    })

    it('patience that ends later takes nothing from a holder', async () => {
      let mine: (() => void) | undefined
      while (!mine) mine = await lock.acquire(key, impatient)
      expect(await sibling.acquire(key, impatient)).toBeUndefined()
      expect(await sibling.acquire(key, impatient)).toBeUndefined()
      mine()
      const next = await held(sibling)
      next()
    })

    it('locks of different names do not wait for each other', async () => {
      const release = await held(lock)
      const other = await sibling.acquire(`${key} other`, patient)
      expect(other).toBeInstanceOf(Function)
      other?.()
      release()
    })

    it('a second release releases nobody else', async () => {
      const release = await held(lock)
      release()
      const next = await held(sibling)
      release()
      expect(await lock.acquire(key, impatient)).toBeUndefined()
      next()
    })

    it('a silent holder is displaced', async () => {
      await held(lock)
      const mine = await held(sibling, true)
      expect(await lock.acquire(key, impatient)).toBeUndefined()
      mine()
      const next = await held(lock)
      next()
    })

    it('displacing nobody takes a free lock', async () => {
      const mine = await held(lock, true)
      expect(await sibling.acquire(key, impatient)).toBeUndefined()
      mine()
    })

    it("a displaced holder's late release harms nobody", async () => {
      const late = await held(lock)
      const mine = await held(sibling, true)
      late()
      expect(await lock.acquire(key, impatient)).toBeUndefined()
      mine()
      const next = await held(lock)
      late()
      expect(await sibling.acquire(key, impatient)).toBeUndefined()
      next()
    })

    it('those in line stay in line when a holder is displaced', async () => {
      const order: string[] = []
      await held(lock)
      const waiting = held(lock).then(release => {
        order.push('in line')
        release()
      })
      const mine = await held(sibling, true)
      order.push('displacer')
      mine()
      await waiting
      expect(order).toEqual(['displacer', 'in line'])
    })
  })
}
