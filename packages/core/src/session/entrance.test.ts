import { describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { OAuthError } from '../errors.js'
import { memoryLock } from '../ports/lock.js'
import { type Entry, memoryStore } from '../ports/store.js'
import { alwaysAwake } from '../ports/wake.js'
import { entrance } from './entrance.js'
import { emptyRecord, type GrantRecord, grantKey, whyOver } from './grant-record.js'
import { knownGrant } from './known-grant.js'
import { writeGrant } from './write-grant.js'

const identity = { issuer: 'https://id.example', client: 'app', slot: '' }
const name = `tessera.1 ${grantKey(identity)}`
const alone = { isHeeding: false }
const limits = { lock: 1_000, request: 3_000, intent: 0, confirm: 0, rejection: 0 }

/** A realm that waits at a lock which another one holds. */
async function outside(store = memoryStore()) {
  const { clock, advance } = handClock()
  const lock = memoryLock(clock)
  const platform = { store, lock, clock, wake: alwaysAwake, limits, realm: 'me' }
  const known = knownGrant(platform, identity)
  const release = await lock.acquire(name, 0)
  let version = 0
  const holderWrites = () => {
    version += 1
    return writeGrant(store, identity, version - 1, { ...emptyRecord(identity, 'active'), version })
  }
  await holderWrites()
  await known.look()
  return { platform, known, advance, lock, release, holderWrites }
}

describe('A holder of the lock', () => {
  async function tries() {
    const { platform, known, advance, holderWrites } = await outside()
    const enter = entrance(platform, known, { look: known.look, claim: async () => true }, alone)
    return async (happens = async () => {}) => {
      const entered = enter(
        async () => 'entered',
        () => undefined,
      ).catch(({ code }) => code)
      await advance(0)
      await happens()
      await advance(1_000)
      return { outcome: await entered, holderWrites }
    }
  }

  it('that writes nothing is displaced after twice the time of a request', async () => {
    const tryToEnter = await tries()
    for (let second = 1; second <= 5; second++) expect((await tryToEnter()).outcome).toBe('lock_timeout')
    expect((await tryToEnter()).outcome).toBe('entered')
  })

  it('and no earlier after it wrote', async () => {
    const tryToEnter = await tries()
    for (let second = 1; second <= 3; second++) await tryToEnter()
    const { holderWrites } = await tryToEnter()
    expect((await tryToEnter(async () => void (await holderWrites()))).outcome).toBe('lock_timeout')
    for (let second = 6; second <= 9; second++) expect((await tryToEnter()).outcome).toBe('lock_timeout')
    expect((await tryToEnter()).outcome).toBe('entered')
  })
})

describe('A realm that had its turn', () => {
  it('counts the silence of the next holder from the beginning', async () => {
    const { platform, known, advance, lock, release } = await outside()
    const enter = entrance(platform, known, { look: known.look, claim: async () => true }, alone)
    const tryToEnter = async () => {
      const entered = enter(
        async () => 'entered',
        () => undefined,
      ).catch(({ code }) => code)
      await advance(1_000)
      return entered
    }
    for (let second = 1; second <= 5; second++) expect(await tryToEnter()).toBe('lock_timeout')
    release?.()
    expect(await tryToEnter()).toBe('entered')
    await lock.acquire(name, 0)
    for (let second = 1; second <= 5; second++) expect(await tryToEnter()).toBe('lock_timeout')
    expect(await tryToEnter()).toBe('entered')
  })
})

describe('A record', () => {
  async function claimedWhere(found: (entry: Entry) => Entry) {
    const store = memoryStore()
    const { platform, known, advance } = await outside({ ...store, watch: () => () => {} })
    const claimed: string[] = []
    const claim = async ({ state }: GrantRecord) => Boolean(claimed.push(state))
    const enter = entrance(platform, known, { look: known.look, claim }, alone)
    const tryToEnter = async () => {
      const entered = enter(
        async () => 'entered',
        () => {
          if (known.record.state !== 'active') throw whyOver(known.record.state)
          return undefined
        },
      ).catch(({ code }) => code)
      await advance(1_000)
      return entered
    }
    for (let second = 1; second <= 5; second++) expect(await tryToEnter()).toBe('lock_timeout')
    platform.store.get = async key => {
      const entry = await store.get(key)
      return entry && found(entry)
    }
    return { outcome: await tryToEnter(), claimed }
  }

  it('is claimed where its holder is silent', async () => {
    expect(await claimedWhere(entry => entry)).toEqual({ outcome: 'entered', claimed: ['active'] })
  })

  it('that a later release wrote is not', async () => {
    const newer = claimedWhere(entry => ({ ...entry, clear: { schema: 2, epoch: 1, state: 'active' } }))
    expect(await newer).toEqual({ outcome: 'storage_newer', claimed: [] })
  })

  it('that can no longer be opened is not', async () => {
    const shut = claimedWhere(entry => ({ ...entry, sealed: undefined }))
    expect(await shut).toEqual({ outcome: 'session_ended', claimed: [] })
  })
})

describe('Whoever waits', () => {
  it('adopts what was written before the lock is free, and its turn goes to the next in line', async () => {
    const { platform, known, advance, lock, release, holderWrites } = await outside()
    const unread = async () => {
      throw new Error('the store was read once more')
    }
    const enter = entrance(platform, known, { look: unread, claim: async () => true }, alone)
    const entered = enter(
      async () => 'entered',
      () => (known.record.version === 2 ? 'adopted' : undefined),
    )
    await advance(0)
    await holderWrites()
    expect(await entered).toBe('adopted')

    const next = lock.acquire(name, 1_000)
    release?.()
    expect(await next).toBeTypeOf('function')
  })

  it('is told that it waits for nothing before the lock is free', async () => {
    const { platform, known, advance, holderWrites } = await outside()
    const enter = entrance(platform, known, { look: known.look, claim: async () => true }, alone)
    const entered = enter(
      async () => 'entered',
      () => {
        if (known.record.version === 2) throw new OAuthError('session_ended')
        return undefined
      },
    ).catch(({ code }) => code)
    await advance(0)
    await holderWrites()
    expect(await entered).toBe('session_ended')
  })

  it('hears nothing any more once it is served', async () => {
    const { platform, known, advance, release } = await outside()
    let hearing = 0
    const counted = (stop: () => void) => {
      hearing += 1
      return () => {
        hearing -= 1
        stop()
      }
    }
    const { watch } = platform.store
    const store = { ...platform.store, watch: (...at: Parameters<typeof watch>) => counted(watch(...at)) }
    const heard = { ...known, record: known.record, listen: (tell: () => void) => counted(known.listen(tell)) }
    const enter = entrance({ ...platform, store }, heard, { look: known.look, claim: async () => true }, alone)
    const entered = enter(
      async () => 'entered',
      () => undefined,
    )
    expect(hearing).toBe(2)
    release?.()
    await advance(0)
    expect(await entered).toBe('entered')
    expect(hearing).toBe(0)
  })

  it('leaves reading to whoever heeds the store for this realm already', async () => {
    const { platform, known, advance, release } = await outside()
    let watched = 0
    const watch = () => {
      watched += 1
      return () => {}
    }
    const ground = { ...platform, store: { ...platform.store, watch } }
    const shared = { look: known.look, claim: async () => true }
    const enter = entrance(ground, known, shared, { isHeeding: true })
    const entered = enter(
      async () => 'entered',
      () => undefined,
    )
    release?.()
    await advance(0)
    expect(await entered).toBe('entered')
    expect(watched).toBe(0)
  })

  it('looks once more at the end, where nobody told it', async () => {
    const { platform, known, advance, holderWrites } = await outside({ ...memoryStore(), watch: () => () => {} })
    const enter = entrance(platform, known, { look: known.look, claim: async () => true }, alone)
    const entered = enter(
      async () => 'entered',
      () => (known.record.version === 2 ? 'adopted' : undefined),
    )
    await advance(0)
    await holderWrites()
    await advance(1_000)
    expect(await entered).toBe('adopted')
  })
})
