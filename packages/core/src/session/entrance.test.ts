import { expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { memoryLock } from '../ports/lock.js'
import { memoryStore } from '../ports/store.js'
import { alwaysAwake } from '../ports/wake.js'
import { entrance } from './entrance.js'
import { emptyRecord, grantKey } from './grant-record.js'
import { knownGrant } from './known-grant.js'
import { writeGrant } from './write-grant.js'

it('a holder is displaced after it wrote nothing for twice the time of a request, and no earlier', async () => {
  const { clock, advance } = handClock()
  const identity = { issuer: 'https://id.example', client: 'app', slot: '' }
  const lock = memoryLock(clock)
  const limits = { lock: 1_000, request: 3_000, intent: 0, confirm: 0, rejection: 0 }
  const platform = { store: memoryStore(), lock, clock, wake: alwaysAwake, limits, realm: 'me' }
  let told = () => {}
  const listen = (listener: () => void) => {
    told = listener
    return () => {
      told = () => {}
    }
  }
  const known = {
    identity,
    record: { ...emptyRecord(identity, 'active'), version: 1 },
    listen,
    look: async () => known.record,
  }
  const enter = entrance(platform, known, { look: async () => known.record, commit: async base => base })
  await lock.acquire(`tessera.1 ${grantKey(identity)}`, 0)
  const tryToEnter = async (happens = () => {}) => {
    const entered = enter(
      async () => 'entered',
      () => undefined,
    ).catch(({ code }) => code)
    await advance(0)
    happens()
    await advance(1_000)
    return entered
  }
  const holderWrites = () => {
    known.record = { ...known.record, version: 2 }
    told()
  }

  for (let second = 1; second <= 4; second++) expect(await tryToEnter()).toBe('lock_timeout')
  expect(await tryToEnter(holderWrites)).toBe('lock_timeout')
  for (let second = 6; second <= 9; second++) expect(await tryToEnter()).toBe('lock_timeout')
  expect(await tryToEnter()).toBe('entered')
})

it('what another realm wrote is adopted before the lock is free, and the turn goes to the next in line', async () => {
  const { clock, advance } = handClock()
  const identity = { issuer: 'https://id.example', client: 'app', slot: '' }
  const [lock, store] = [memoryLock(clock), memoryStore()]
  const limits = { lock: 1_000, request: 3_000, intent: 0, confirm: 0, rejection: 0 }
  const platform = { store, lock, clock, wake: alwaysAwake, limits, realm: 'me' }
  const known = knownGrant(platform, identity)
  const enter = entrance(platform, known, { look: known.look, commit: async base => base })
  const release = await lock.acquire(`tessera.1 ${grantKey(identity)}`, 0)
  const entered = enter(
    async () => 'entered',
    () => (known.record.version === 1 ? 'adopted' : undefined),
  )
  await advance(0)
  await writeGrant(store, identity, 0, { ...emptyRecord(identity, 'active'), version: 1 })
  expect(await entered).toBe('adopted')

  const next = lock.acquire(`tessera.1 ${grantKey(identity)}`, 1_000)
  release?.()
  expect(await next).toBeTypeOf('function')
})
