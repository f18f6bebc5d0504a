import { describe, expect, it } from 'vitest'
import { after, ask, everything, signedIn, stateOf, troubleOf } from '../../test-support/asked.js'
import { type Realms, realms } from '../../test-support/realms.js'
import { pause } from '../ports/pause.js'
import { grantKey, wanted } from './grant-record.js'
import { writeGrant } from './write-grant.js'

const hour = 3_600_000
const reading = wanted({ scope: 'read' })

/** The next writes of the grant come just after somebody else's. */
function overtaken(world: Realms, act: () => Promise<unknown>, times = 1): void {
  const { compareAndSwap } = world.store
  let left = times
  world.store.compareAndSwap = async (...write) => {
    left -= 1
    if (left === 0) world.store.compareAndSwap = compareAndSwap
    const overtaking = world.store.compareAndSwap
    world.store.compareAndSwap = compareAndSwap
    await act()
    world.store.compareAndSwap = overtaking
    return compareAndSwap(...write)
  }
}

/** The next write takes so long. */
function storesSlowly(world: Realms, milliseconds: number): void {
  const { compareAndSwap } = world.store
  world.store.compareAndSwap = async (...write) => {
    world.store.compareAndSwap = compareAndSwap
    await pause(world.time.clock, milliseconds)
    return compareAndSwap(...write)
  }
}

/** From then on, for as long as a realm tries to store something. */
function cannotStoreAfter(milliseconds: number): (world: Realms) => Promise<void> {
  return async ({ time, realm }) => {
    await time.advance(milliseconds)
    realm(0).storeFails = ['writing']
    await time.advance(900)
    realm(0).storeFails = []
  }
}

/** Somebody writes the record as it is. */
async function touch(world: Realms): Promise<void> {
  const record = await world.stored()
  await writeGrant(world.store, world.identity, record.version, { ...record, version: record.version + 1 })
}

/** The first realm waits for the answer of the server, which comes after a second. */
async function spending(world: Realms, want = everything): Promise<{ readonly late: Promise<string> }> {
  await world.time.advance(hour)
  world.server.latency = 1_000
  const late = world.realm(0).rotation.token(want)
  late.catch(() => {})
  await world.time.advance(0)
  world.server.latency = 0
  return { late }
}

describe('What others store just before an intent', () => {
  it('is read, and then the token is renewed as if nothing was', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    overtaken(world, () => touch(world))
    expect(await ask(world, world.realm(0))).toBe('access 2')
    expect(world.server.requests).toBe(1)
  })

  it('again and again, is named as what keeps a caller waiting, and nothing is sent', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    overtaken(world, () => touch(world), 100)
    expect(await ask(world, world.realm(0))).toBe('error: storage_failed')
    expect(world.realm(0).rotation.view().error?.facts).toEqual({ reason: 'contention' })
    expect(world.server.requests).toBe(0)
  })

  it('counts, where it is a sign-out: nothing is sent and nothing is written', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    overtaken(world, () => world.realm(1).rotation.end('signed-out'))
    expect(await ask(world, world.realm(0))).toBe('ended: signed-out')
    expect(await world.stored()).toMatchObject({ state: 'signed-out', intent: undefined })
    expect(world.server.requests).toBe(0)
  })

  it('counts, where a grant would have ended as expired and somebody signed in', async () => {
    const world = realms(2)
    const { refreshToken: _, ...tokens } = world.server.signIn()
    await after(world, 0, world.realm(0).rotation.begin(tokens, everything))
    await world.time.advance(hour)
    overtaken(world, () => world.realm(1).rotation.begin(world.server.signIn(), everything))
    expect(await ask(world, world.realm(0))).toBe('access 2')
    expect(stateOf(world.realm(0))).toBe('active')
  })
})

describe('A refusal that comes late', () => {
  it('ends nothing where a displaced holder has stored its answer meanwhile', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    world.server.latency = 1_000
    world
      .realm(0)
      .rotation.token(everything)
      .catch(() => {})
    await world.time.advance(0)
    world.realm(0).freeze()
    world.server.next('lagging', 'lagging')
    for (let waited = 0; world.sent.length < 3 && waited < 300; waited++) await ask(world, world.realm(1), 1_000)
    world.realm(0).thaw()
    await world.time.advance(1_000)
    expect([stateOf(world.realm(1)), troubleOf(world.realm(1))]).toEqual(['active', undefined])
    expect((await world.stored()).secrets.refresh).toBe('refresh 2')
  })

  it.each([
    ['is on its way into the store', async (world: Realms) => storesSlowly(world, 3_000)],
    ['could not be stored yet', cannotStoreAfter(1_900)],
  ])('ends nothing while the answer that saves the session %s', async (_, happens) => {
    const world = await signedIn(1)
    const realm = world.realm(0)
    world.server.grace = hour
    await world.time.advance(hour)
    world.server.latency = 25_000
    const late = realm.rotation.token(everything)
    expect(await after(world, 20_000, late)).toBe('error: timed_out')
    world.server.latency = 0
    await world.time.advance(1_000)
    expect(await ask(world, realm)).toBe('access 3')
    world.server.next('lagging', 'lagging')
    const asked = realm.rotation.token(everything, 'access 3')
    await world.time.advance(0)
    world.server.latency = 3_000
    await world.time.advance(2_000)
    await happens(world)
    world.server.latency = 0
    expect(await after(world, 6_000, asked)).toBe('access 4')
    expect((await world.stored()).secrets.refresh).toBe('refresh 4')
  })

  it('ends no later sign-in, not even one with the same refresh token', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    world.server.next('lagging', 'lagging')
    const late = world.realm(0).rotation.token(everything)
    await world.time.advance(0)
    world.server.latency = 1_000
    await world.time.advance(2_000)
    const again = { ...world.server.signIn(), refreshToken: 'refresh 1' }
    await after(world, 0, world.realm(1).rotation.begin(again, everything))
    expect(await after(world, 1_000, late)).toBe('access 2')
    expect(stateOf(world.realm(1))).toBe('active')
  })
})

describe('An answer that comes late', () => {
  it('and whose storing never comes to an end, keeps nobody from renewing, but the session from ending', async () => {
    const world = await signedIn(1)
    const realm = world.realm(0)
    world.server.grace = hour
    await world.time.advance(hour)
    world.server.latency = 25_000
    expect(await after(world, 20_000, realm.rotation.token(everything))).toBe('error: timed_out')
    world.server.latency = 0
    await world.time.advance(4_900)
    const { compareAndSwap } = world.store
    world.store.compareAndSwap = () => {
      world.store.compareAndSwap = compareAndSwap
      return new Promise(() => {})
    }
    await world.time.advance(1_000)
    expect(await ask(world, realm, 0, everything, 'access 3')).toBe('access 4')

    world.server.forget()
    expect(await ask(world, realm, 30_000, reading)).toBe('error: storage_failed')
    expect(realm.rotation.view().error?.facts).toEqual({ reason: 'timed out' })
    expect(stateOf(realm)).toBe('active')
  })

  it('overwrites and revokes nothing of a later release', async () => {
    const world = await signedIn(1)
    const { late } = await spending(world)
    const { version, epoch } = await world.stored()
    const newer = { version: version + 1, clear: { schema: 2, epoch, state: 'active' }, sealed: { other: 'format' } }
    await world.store.compareAndSwap(grantKey(world.identity), version, newer)
    expect(await after(world, 1_000, late)).toBe('error: storage_newer')
    expect(await world.store.get(grantKey(world.identity))).toEqual(newer)
    expect(world.server.revocations).toEqual([])
  })

  it('revives no record that cannot be read any more', async () => {
    const world = await signedIn(1)
    const { late } = await spending(world)
    const { version, epoch } = await world.stored()
    const unreadable = { version: version + 1, clear: { schema: 1, epoch, state: 'active' }, sealed: undefined }
    await world.store.compareAndSwap(grantKey(world.identity), version, unreadable)
    expect(await after(world, 1_000, late)).toBe('ended: store-gone')
    expect(world.server.revocations).toEqual(['refresh 2'])
  })

  it('revives no session that ended because a later refresh token was refused', async () => {
    const world = await signedIn(2)
    world.server.grace = hour
    const { late } = await spending(world)
    world.realm(0).freeze()
    for (let waited = 0; world.sent.length < 2 && waited < 300; waited++) await ask(world, world.realm(1), 1_000)
    await world.time.advance(hour)
    world.server.next('lagging', 'lagging')
    expect(await ask(world, world.realm(1), 2_000)).toBe('ended: refused')
    world.realm(0).thaw()
    expect(await after(world, 0, late)).toBe('ended: refused')
    expect(stateOf(world.realm(1))).toBe('refused')
    expect(world.server.revocations).toEqual(['refresh 2'])
  })

  it('is not handed out once somebody else is signed in, whatever they have a token for', async () => {
    const world = await signedIn(2)
    const { late } = await spending(world)
    const tokens = world.server.signIn(reading, 'somebody else')
    await after(world, 0, world.realm(1).rotation.begin(tokens, reading))
    expect(await after(world, 1_000, late)).toBe('ended: switched')
  })

  it('takes away no token that was stored meanwhile, where the refresh token stays the same', async () => {
    const world = await signedIn(2)
    world.server.next('kept', 'kept')
    const { late } = await spending(world, reading)
    world.realm(0).freeze()
    for (let waited = 0; world.sent.length < 2 && waited < 300; waited++) await ask(world, world.realm(1), 1_000)
    world.realm(0).thaw()
    expect(await after(world, 0, late)).toBe('access 2')
    const { access, refresh } = (await world.stored()).secrets
    const kept = [reading, everything].map(({ key }) => access[key]?.token)
    expect([...kept, refresh]).toEqual(['access 2', 'access 3', 'refresh 1'])
  })

  it('revives the session with the refresh token that it was asked for with, where it brings none', async () => {
    const world = await signedIn(2)
    world.server.next('kept', 'lagging', 'lagging')
    const { late } = await spending(world)
    world.realm(0).freeze()
    for (let waited = 0; world.sent.length < 3 && waited < 300; waited++) await ask(world, world.realm(1), 1_000)
    expect(stateOf(world.realm(1))).toBe('answer-lost')
    world.realm(0).thaw()
    expect(await after(world, 0, late)).toBe('access 2')
    expect(await world.stored()).toMatchObject({ state: 'active', secrets: { refresh: 'refresh 1' } })
  })

  it('is handed out even where the token has lived no longer than its way', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.lifetime = 0
    expect(await ask(world, world.realm(0))).toBe('access 2')
  })
})

describe('A sign-in', () => {
  it('is not stored over the record of a later release, and is none', async () => {
    const world = realms(1)
    const newer = { version: 7, clear: { schema: 2 }, sealed: { other: 'format' } }
    await world.store.compareAndSwap(grantKey(world.identity), 0, newer)
    const begun = world.realm(0).rotation.begin(world.server.signIn(), everything)
    expect(await after(world, 1_000, begun)).toBe('error: storage_newer')
    expect(await world.store.get(grantKey(world.identity))).toEqual(newer)
    expect(stateOf(world.realm(0))).toBe('absent')
  })
})

describe('Whoever would displace a silent holder', () => {
  it('takes what that stores just before, even where nobody tells it', async () => {
    const world = await signedIn(1)
    const realm = world.open({ isDeaf: true })
    await world.time.advance(hour)
    await world.lock.acquire(`tessera.1 ${grantKey(world.identity)}`, 0)
    expect(await ask(world, realm, 20_000)).toBe('error: lock_timeout')
    await world.time.advance(10_000)
    const asked = realm.rotation.token(everything)
    await world.time.advance(19_000)
    overtaken(world, () => world.realm(0).rotation.begin(world.server.signIn(), everything))
    expect(await after(world, 1_000, asked)).toBe('access 2')
  })
})

describe('Whoever waited for the lock in vain', () => {
  it('takes what was stored meanwhile', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    await world.lock.acquire(`tessera.1 ${grantKey(world.identity)}`, 0)
    const waiting = world.realm(0).rotation.token(everything)
    await world.time.advance(10_000)
    await after(world, 0, world.realm(1).rotation.begin(world.server.signIn(), everything))
    expect(await after(world, 10_000, waiting)).toBe('access 2')
  })
})

describe('A rejection', () => {
  it('of the newest token is not answered with what a rejection of an older one is', async () => {
    const world = await signedIn(1)
    const realm = world.realm(0)
    realm.sleep()
    const older = realm.rotation.token(everything, 'access 0')
    const newest = realm.rotation.token(everything, 'access 1')
    expect(await after(world, 0, older)).toBe('access 1')
    expect(await after(world, 0, newest)).toBe('access 2')
  })

  it('causes a rotation at once, unless the token came of another one within half a minute', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    expect(await ask(world, world.realm(0))).toBe('access 2')
    expect(await ask(world, world.realm(0), 0, everything, 'access 2')).toBe('access 3')
    expect(await ask(world, world.realm(0), 29_999, everything, 'access 3')).toBe('error: token_rejected')
    expect(await ask(world, world.realm(0), 1, everything, 'access 3')).toBe('error: token_rejected')
    expect(await ask(world, world.realm(0), 0, everything, 'access 3')).toBe('access 4')
  })

  it('does not keep the next token from being renewed in time', async () => {
    const world = await signedIn(1)
    world.server.lifetime = 10_000
    expect(await ask(world, world.realm(0), 9_500, everything, 'access 1')).toBe('access 2')
    expect(await ask(world, world.realm(0))).toBe('access 3')
  })
})

describe('Tokens that can be asked for again, while the store is down', () => {
  it('are not asked for by each realm any more once it is back', async () => {
    const world = realms(2, { again: true })
    world.realm(0).storeFails = ['reading']
    world.server.next('failed')
    expect(await ask(world, world.realm(0), 0, reading)).toBe('error: server_failed')
    world.realm(0).storeFails = []
    expect(await ask(world, world.realm(1), 60_000, reading)).toBe('access 1')
    expect(await ask(world, world.realm(0), 0, reading)).toBe('access 1')
  })

  it('are asked for by whoever displaces a silent holder', async () => {
    const world = realms(1, { again: true })
    const realm = world.realm(0)
    await world.lock.acquire(`tessera.1 ${grantKey(world.identity)}`, 0)
    realm.storeFails = ['reading', 'writing']
    for (let waited = 0; world.sent.length < 1 && waited < 300; waited++) await ask(world, realm, 1_000, reading)
    expect(await ask(world, realm, 1_000, reading)).toBe('access 1')
  })

  it('are stored whole once it is back', async () => {
    const world = realms(1, { again: true })
    const realm = world.realm(0)
    realm.rotation.watch(() => {})
    realm.storeFails = ['reading', 'writing']
    expect(await ask(world, realm, 1_000, reading)).toBe('access 1')
    await world.time.advance(5_000)
    expect(troubleOf(realm)).toBe('storage_failed')
    realm.storeFails = []
    await world.time.advance(60_000)
    const { issuer, client } = world.identity
    expect(await world.stored()).toMatchObject({
      state: 'active',
      secrets: { issuer, client, access: { [reading.key]: { token: 'access 1' } } },
    })
    expect(troubleOf(realm)).toBeUndefined()
  })
})

describe('A token that can be asked for again', () => {
  it('is not handed out where a later release has written meanwhile', async () => {
    const world = realms(1, { again: true })
    const realm = world.realm(0)
    expect(await ask(world, realm)).toBe('access 1')
    world.server.latency = 1_000
    const late = realm.rotation.token(reading)
    await world.time.advance(0)
    const { version, epoch } = await world.stored()
    const newer = { version: version + 1, clear: { schema: 2, epoch, state: 'active' }, sealed: { other: 'format' } }
    await world.store.compareAndSwap(grantKey(world.identity), version, newer)
    expect(await after(world, 1_000, late)).toBe('error: storage_newer')
    expect(await world.store.get(grantKey(world.identity))).toEqual(newer)
  })
})
