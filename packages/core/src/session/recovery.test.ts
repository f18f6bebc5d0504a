import { describe, expect, it } from 'vitest'
import { after, ask, everything, signedIn, troubleOf } from '../../test-support/asked.js'
import { realms } from '../../test-support/realms.js'
import { OAuthError } from '../errors.js'
import { pause } from '../ports/pause.js'
import { grantKey, wanted } from './grant-record.js'

const hour = 3_600_000
const reading = wanted({ scope: 'read' })
const writing = wanted({ scope: 'write' })
const failing = Array.from({ length: 40 }, () => 'failed' as const)

describe('Whoever watches', () => {
  it('is told of trouble, and when it is over', async () => {
    const world = await signedIn(1)
    const { watch, view } = world.realm(0).rotation
    const heard: (string | undefined)[] = []
    watch(() => heard.push(view().error?.code))
    await world.time.advance(hour)
    world.server.next('failed')
    await ask(world, world.realm(0))
    expect(heard.at(-1)).toBe('server_failed')
    await world.time.advance(1_000)
    expect(heard.at(-1)).toBeUndefined()
  })

  it('is told nothing any more once it stops, and the others are', async () => {
    const world = await signedIn(1)
    const realm = world.open()
    const told = [0, 0]
    const [stop, stopOther] = told.map((_, index) => realm.rotation.watch(() => told.splice(index, 1, 1)))
    const heard = async () => {
      told.fill(0)
      await after(world, 0, world.realm(0).rotation.begin(world.server.signIn(), everything))
      return [...told]
    }
    expect(await heard()).toEqual([1, 1])
    stop?.()
    stop?.()
    expect(await heard()).toEqual([0, 1])
    stopOther?.()
    const { reads } = realm
    expect(await heard()).toEqual([0, 0])
    expect(realm.reads).toBe(reads)
  })
})

describe('What is left to be revoked', () => {
  it('waits until the realm that finds it has begun', async () => {
    const world = await signedIn(1)
    world.server.canRevoke = false
    await after(world, 0, world.realm(0).rotation.end('signed-out'))
    world.server.canRevoke = true
    world.open().rotation.watch(() => {}, pause(world.time.clock, 1_000))
    await world.time.advance(999)
    expect(world.server.revocations).toEqual([])
    await world.time.advance(1)
    expect(world.server.revocations).toEqual(['refresh 1'])
  })
})

describe('What is stored while a realm waits for the lock', () => {
  it.each([
    ['watches', [() => {}]],
    ['does not watch', []],
  ])('is read at once, and once, where it %s', async (_, listeners) => {
    const world = realms(2)
    const realm = world.realm(1)
    for (const listener of listeners) realm.rotation.watch(listener)
    await after(world, 0, world.realm(0).rotation.begin(world.server.signIn(), everything))
    await world.time.advance(hour)
    await world.lock.acquire(`tessera.1 ${grantKey(world.identity)}`, 0)
    const waiting = realm.rotation.token(everything)
    await world.time.advance(0)
    const { reads } = realm
    await after(world, 0, world.realm(0).rotation.begin(world.server.signIn(), everything))
    expect(await after(world, 0, waiting)).toBe('access 2')
    expect(realm.reads).toBe(reads + 1)
  })
})

describe('A realm in trouble', () => {
  it('that nobody watches does nothing by itself', async () => {
    const world = realms(1)
    await after(world, 0, world.realm(0).rotation.begin(world.server.signIn(), everything))
    await world.time.advance(hour)
    world.server.next('failed')
    await ask(world, world.realm(0))
    await world.time.advance(hour)
    expect(world.server.requests).toBe(1)
  })

  it('keeps no process alive until it tries again', async () => {
    const world = realms(0)
    const { clock } = world.time
    const timers: (boolean | undefined)[] = []
    const noting: typeof clock = {
      ...clock,
      after: (due, run, background) => {
        timers.push(background)
        return clock.after(due, run, background)
      },
    }
    const realm = world.open({ clock: noting })
    await after(world, 0, realm.rotation.begin(world.server.signIn(), everything))
    world.server.unprepared = new OAuthError('offline')
    expect(await ask(world, realm, 0, everything, 'access 1')).toBe('error: offline')
    expect(timers).toEqual([true])
  })

  it('tries again at once when it wakes, and then no earlier than before', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.next('failed', 'failed')
    await ask(world, world.realm(0))
    world.realm(0).wake()
    await world.time.advance(0)
    expect(world.server.requests).toBe(2)
    await world.time.advance(999)
    expect(world.server.requests).toBe(2)
    await world.time.advance(1_001)
    expect(world.server.requests).toBe(3)
    expect(troubleOf(world.realm(0))).toBeUndefined()
  })

  it('tells callers so until it is time, at the cost of neither a request nor a look at the store', async () => {
    const world = await signedIn(1)
    const realm = world.realm(0)
    await world.time.advance(hour)
    world.server.next(...failing)
    await ask(world, realm)
    const { reads } = realm
    for (const want of [everything, reading]) expect(await ask(world, realm, 0, want)).toBe('error: server_failed')
    expect(world.server.requests).toBe(1)
    expect(realm.reads).toBe(reads)
  })

  it('that somebody has to mend asks for nothing that was refused, awake or not, and for everything else', async () => {
    const world = await signedIn(1)
    const realm = world.realm(0)
    await world.time.advance(hour)
    world.server.next('misconfigured')
    expect(await ask(world, realm, 0, reading)).toBe('error: client_refused')
    realm.wake()
    expect(await ask(world, realm, 0, reading)).toBe('error: client_refused')
    expect(world.server.requests).toBe(1)
    expect(await ask(world, realm)).toBe('access 2')
  })

  it('is out of it when somebody signs in, here or elsewhere', async () => {
    for (const index of [0, 1]) {
      const world = await signedIn(2)
      await world.time.advance(hour)
      world.server.next('misconfigured')
      await ask(world, world.realm(0))
      expect(troubleOf(world.realm(0))).toBe('client_refused')
      await after(world, 0, world.realm(index).rotation.begin(world.server.signIn(), everything))
      expect(troubleOf(world.realm(0))).toBeUndefined()
    }
  })

  it('is out of it when somebody signs in, even where nobody watches', async () => {
    const world = realms(1)
    const { begin } = world.realm(0).rotation
    await after(world, 0, begin(world.server.signIn(), everything))
    await world.time.advance(hour)
    world.server.next('misconfigured')
    await ask(world, world.realm(0))
    expect(troubleOf(world.realm(0))).toBe('client_refused')
    await after(world, 0, begin(world.server.signIn(), everything))
    expect(troubleOf(world.realm(0))).toBeUndefined()
  })

  it('is in none where nobody has signed in', async () => {
    const world = realms(1)
    expect(await ask(world, world.realm(0))).toBe('error: not_signed_in')
    expect(troubleOf(world.realm(0))).toBeUndefined()
  })

  it('that is merely unsaved asks as before', async () => {
    const world = await signedIn(1)
    const realm = world.realm(0)
    realm.storeFails = ['writing']
    await after(world, 600, realm.rotation.begin(world.server.signIn(), everything))
    expect(troubleOf(realm)).toBe('storage_failed')
    realm.storeFails = []
    expect(await ask(world, realm, 0, reading)).toBe('access 3')
  })

  it('because its lock fails says so, and keeps the session', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.lock.acquire = () => Promise.reject(new Error('down'))
    expect(await ask(world, world.realm(0))).toBe('error: storage_failed')
    expect(world.realm(0).rotation.view().error).toBeInstanceOf(OAuthError)
    expect((await world.stored()).state).toBe('active')
  })

  it('asks for another token at once where something is merely unsaved', async () => {
    const world = realms(1, { again: true })
    const realm = world.realm(0)
    realm.storeFails = ['reading', 'writing']
    const first = realm.rotation.token(reading)
    await world.time.advance(500)
    expect([await first, realm.rotation.view().error?.code]).toEqual(['access 1', 'storage_failed'])
    const second = realm.rotation.token(writing)
    await world.time.advance(500)
    expect([await second, world.server.requests]).toEqual(['access 2', 2])
  })

  it('asks for no token where the authorization server has just failed, and for any a while later', async () => {
    const world = realms(1, { again: true })
    const realm = world.realm(0)
    world.server.next('failed')
    await expect(realm.rotation.token(reading)).rejects.toMatchObject({ code: 'server_failed' })
    await expect(realm.rotation.token(writing)).rejects.toMatchObject({ code: 'server_failed' })
    expect(world.server.requests).toBe(1)
    await world.time.advance(1_000)
    expect(await realm.rotation.token(writing)).toBe('access 1')
  })
})
