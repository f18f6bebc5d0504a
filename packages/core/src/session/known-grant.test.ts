import { describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { memoryStore } from '../ports/store.js'
import { emptyRecord, type GrantRecord } from './grant-record.js'
import { knownGrant } from './known-grant.js'
import { writeGrant } from './write-grant.js'

const identity = { issuer: 'https://id.example', client: 'app', slot: '' }

function record(change: Partial<GrantRecord> = {}): GrantRecord {
  return { ...emptyRecord(identity, 'active'), version: 1, epoch: 1, ...change }
}

function world(unseen?: number) {
  const time = handClock()
  const store = memoryStore()
  const cleared = memoryStore()
  let reads = 0
  let isCleared = false
  const seen = {
    ...store,
    get: (key: string) => {
      reads += 1
      return (isCleared ? cleared : store).get(key)
    },
  }
  return {
    time,
    known: knownGrant({ store: seen, clock: time.clock }, identity, unseen),
    write: (next: GrantRecord) => writeGrant(store, identity, next.version - 1, next),
    clear: () => {
      isCleared = true
    },
    reads: () => reads,
  }
}

describe('What a realm knows of a grant', () => {
  it('that never was: it is absent', async () => {
    const { known } = world()
    expect((await known.look()).state).toBe('absent')
    expect(known.record.state).toBe('absent')
  })

  it('that was active, of which the store has nothing any more: it is gone, however often one looks', async () => {
    const { known, write, clear } = world()
    await write(record())
    await known.look()
    clear()
    for (let count = 0; count < 2; count++) {
      expect((await known.look()).state).toBe('absent')
      expect(known.record.state).toBe('store-gone')
    }
  })

  it('that was over, of which the store has nothing any more: it is absent', async () => {
    const { known, write, clear } = world()
    await write(record({ state: 'signed-out' }))
    await known.look()
    clear()
    await known.look()
    expect(known.record.state).toBe('absent')
  })

  it.each([
    ['an older version', { version: 4 }, 5],
    ['the same version', { version: 5 }, 5],
    ['a later version', { version: 6 }, 6],
    ['an older epoch', { epoch: 1, version: 9 }, 5],
    ['a later epoch', { epoch: 3, version: 1 }, 1],
  ])('never grows older: after %s', (_, change, version) => {
    const { known } = world()
    known.follow(record({ epoch: 2, version: 5 }))
    known.follow(record({ epoch: 2, ...change }))
    expect(known.record.version).toBe(version)
  })

  it('is not undone by a store that answers late', async () => {
    const { known, write, reads } = world()
    await write(record())
    const look = known.look()
    known.follow(record({ version: 2 }))
    expect((await look).version).toBe(2)
    expect(reads()).toBe(1)
  })

  it('is current for as long as agreed, or until it may have changed unheard', async () => {
    const { known, time } = world(1_000)
    expect(known.isCurrent()).toBe(false)
    await known.look()
    await time.advance(999)
    expect(known.isCurrent()).toBe(true)
    await time.advance(1)
    expect(known.isCurrent()).toBe(false)
    await known.look()
    known.taint()
    expect(known.isCurrent()).toBe(false)
  })

  it('is told to listeners until they have heard enough', () => {
    const { known } = world()
    let told = 0
    const stop = known.listen(() => {
      told += 1
    })
    known.follow(record())
    stop()
    known.follow(record({ version: 2 }))
    expect(told).toBe(1)
  })
})
