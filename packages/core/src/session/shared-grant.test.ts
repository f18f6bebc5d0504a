import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { signedIn } from '../../test-support/asked.js'
import { handClock } from '../../test-support/hand-clock.js'
import { realms } from '../../test-support/realms.js'
import { OAuthError } from '../errors.js'
import { memoryLock } from '../ports/lock.js'
import { pause } from '../ports/pause.js'
import { memoryStore, type Store } from '../ports/store.js'
import { alwaysAwake } from '../ports/wake.js'
import { wanted } from './grant-record.js'
import { knownGrant } from './known-grant.js'
import { defaultLimits } from './platform.js'
import { type Change, sharedGrant } from './shared-grant.js'

const hour = 3_600_000
const everything = wanted()

/** Turns the clock for as long as storing is tried. */
async function ask({ time }: ReturnType<typeof realms>, asked: Promise<string>): Promise<string> {
  const answer = asked.catch(error => `error: ${error.code}`)
  await time.advance(1_000)
  return answer
}

async function settled({ time }: ReturnType<typeof realms>, work: Promise<void>): Promise<void> {
  await time.advance(1_000)
  await work
}

describe('What could not be stored', () => {
  it('makes the version that this realm knows lie between the stored one and the next, however often that happens', async () => {
    const world = realms(2, { again: true })
    const [first, second] = [world.realm(0), world.realm(1)]
    expect(await ask(world, first.rotation.token(everything))).toBe('access 1')
    const { version } = await world.stored()
    first.storeFails = ['reading', 'writing']
    for (let expiry = 2; expiry < 7; expiry++) {
      await world.time.advance(hour)
      expect(await ask(world, first.rotation.token(everything))).toBe(`access ${expiry}`)
      expect(first.known.record.version).toBe(version + 0.5)
    }
    expect((await world.stored()).version).toBe(version)

    first.storeFails = []
    await world.time.advance(hour)
    expect(await ask(world, first.rotation.token(everything))).toBe('access 7')
    expect(await ask(world, second.rotation.token(everything))).toBe('access 7')
    expect(first.known.record).toEqual(await world.stored())
  })
})

/** One realm's pen over a store that fails, that only a later release can read, or that is well. */
function overStore(again: boolean) {
  const { clock, advance } = handClock()
  const kept = memoryStore()
  const health = { store: 'fails' as 'fails' | 'newer' | 'well' }
  const fails = async () => Promise.reject(new OAuthError('storage_failed'))
  const newer = async () => ({ version: 1, clear: { schema: 2 }, sealed: null })
  const store: Store = {
    ...kept,
    get: key => ({ fails, newer, well: () => kept.get(key) })[health.store](),
    compareAndSwap: (...asked) =>
      ({ fails, newer: async () => false, well: () => kept.compareAndSwap(...asked) })[health.store](),
  }
  const platform = { store, clock, wake: alwaysAwake, lock: memoryLock(clock), limits: defaultLimits, realm: 'me' }
  const known = knownGrant(platform, { issuer: 'https://id.example', client: 'app', slot: '' })
  const shared = sharedGrant(platform, known, { again, prepare: fails, revoke: fails }, () => {})
  const begin: Change = now => (now.state === 'newer' ? now : { ...now, state: 'active' })
  const keeps = async (milliseconds: number) => {
    void shared.keep(known.record, begin)
    await advance(milliseconds)
  }
  return { health, known, shared, keeps }
}

describe('What is unsaved', () => {
  it.each([true, false])('is said to be, also while what came later is being stored (again: %s)', async again => {
    const { shared, keeps } = overStore(again)
    for (const milliseconds of [1_000, 50]) {
      await keeps(milliseconds)
      expect(shared.unsaved?.code).toBe('storage_failed')
    }
  })

  it.each([true, false])(
    'stays so where what came later meets a store that it cannot read (again: %s)',
    async again => {
      const { health, known, shared, keeps } = overStore(again)
      await keeps(1_000)
      health.store = 'newer'
      await keeps(1_000)
      expect(shared.unsaved?.code).toBe('storage_failed')
      if (!again) await expect(shared.look()).rejects.toMatchObject({ code: 'storage_newer' })
      health.store = 'well'
      expect((await shared.look()).state).toBe('active')
      expect([shared.unsaved, known.record.version % 1]).toEqual([undefined, 0])
    },
  )
})

/** A realm whose renewal failed, so that its refresh token may be spent. The next request meets this fate. */
async function undecided(fate: 'unsent' | 'failed' | 'misconfigured') {
  const world = realms(1, { again: true })
  const realm = world.realm(0)
  world.server.next('refreshable', 'failed', fate)
  await ask(world, realm.rotation.token(everything))
  await world.time.advance(hour)
  expect(await ask(world, realm.rotation.token(everything))).toBe('error: server_failed')
  return { world, realm }
}

describe('A store that cannot be read for a while', () => {
  it.each(['unsent', 'failed', 'misconfigured'] as const)(
    'loses no refresh token where tokens are asked for meanwhile, in vain (%s)',
    async fate => {
      const { world, realm } = await undecided(fate)
      realm.storeFails = ['reading']
      expect(await ask(world, realm.rotation.token(everything))).toMatch(/^error/)
      expect((await world.stored()).secrets.refresh).toBe('refresh 1')
    },
  )

  it.each([1, 2])('leaves it undecided what was spent before (%i reads)', async unreadable => {
    const { world, realm } = await undecided('unsent')
    const { spends } = (await world.stored()).intent ?? {}
    const { get } = world.store
    let reads = 0
    world.store.get = async key => {
      reads += 1
      if (reads <= unreadable) throw new OAuthError('storage_failed')
      return get(key)
    }
    expect(await ask(world, realm.rotation.token(everything))).toMatch(/^error/)
    expect(spends).toBeDefined()
    expect((await world.stored()).intent).toMatchObject({ spends, attempt: 1 })
  })

  it.each([1, 2, 3, 4])(
    'does not keep a realm from going on that has something unsaved (%i reads)',
    async unreadable => {
      const world = realms(1, { again: true })
      const realm = world.realm(0)
      world.server.next('refreshable', 'refreshable', 'refreshable')
      expect(await ask(world, realm.rotation.token(everything))).toBe('access 1')
      await world.time.advance(hour)
      realm.storeFails = ['reading', 'writing']
      expect(await ask(world, realm.rotation.token(everything))).toBe('access 2')
      expect(await ask(world, realm.rotation.token(everything, 'access 2'))).toBe('access 3')
      realm.storeFails = []
      const { get } = world.store
      let reads = 0
      world.store.get = async key => {
        reads += 1
        const found = await get(key)
        return found && reads <= unreadable ? { ...found, clear: { schema: 2 } } : found
      }
      for (const rejected of ['access 3', 'access 4', 'access 5'])
        await ask(world, realm.rotation.token(everything, rejected))
      world.store.get = get
      await world.time.advance(hour)
      expect(await ask(world, realm.rotation.token(everything))).toMatch(/^access/)
      expect(realm.known.record).toEqual(await world.stored())
    },
  )
})

describe('A change that comes while an earlier one is stored at last', () => {
  it('is stored after it', async () => {
    const world = realms(1)
    const realm = world.realm(0)
    realm.storeFails = ['writing']
    await settled(world, realm.rotation.begin(world.server.signIn(), everything))
    realm.storeFails = []
    realm.freeze()
    const asked = realm.rotation.token(everything).catch(() => {})
    const begun = realm.rotation.begin(world.server.signIn(), everything)
    realm.thaw()
    realm.storeFails = ['hearing']
    await settled(world, begun)
    await asked
    realm.storeFails = []
    await world.time.advance(hour)
    expect(await ask(world, realm.rotation.token(everything))).toBe('access 3')
    expect((await world.stored()).secrets.pendingRevoke.map(({ token }) => token)).toEqual(['refresh 1'])
    expect(realm.known.record).toEqual(await world.stored())
  })
})

/** The first write takes so long; it and all others fail, until the store is mended. */
function storesInVain({ store, time }: ReturnType<typeof realms>, slowly: number): () => Promise<void> {
  const { compareAndSwap } = store
  let writes = 0
  store.compareAndSwap = async () => {
    writes += 1
    if (writes === 1) await pause(time.clock, slowly)
    throw new OAuthError('storage_failed')
  }
  return async () => {
    await time.advance(6_000)
    store.compareAndSwap = compareAndSwap
    await time.advance(600_000)
  }
}

describe('A sign-in that could not be stored, while it is stored together with the next', () => {
  it('is still said to be unsaved, and the empty store is not taken for its end', async () => {
    const world = realms(1)
    const realm = world.realm(0)
    realm.rotation.watch(() => {})
    realm.storeFails = ['writing']
    await settled(world, realm.rotation.begin(world.server.signIn(), everything))
    const { compareAndSwap } = world.store
    world.store.compareAndSwap = async (...write) => {
      await pause(world.time.clock, 5_000)
      return compareAndSwap(...write)
    }
    realm.storeFails = []
    realm.rotation.begin(world.server.signIn(), everything)
    realm.wake()
    await world.time.advance(4_000)
    const { record, error } = realm.rotation.view()
    expect([record.state, error?.code]).toEqual(['active', 'storage_failed'])

    await world.time.advance(2_000)
    expect(realm.rotation.view().error).toBeUndefined()
    expect(realm.known.record).toEqual(await world.stored())
  })
})

describe('Of two sign-ins that could not be stored', () => {
  it.each([0, 5_000])('the later one lasts, whichever failed first (%i ms)', async slowly => {
    const world = await signedIn(1)
    const { known, rotation } = world.realm(0)
    const mended = storesInVain(world, slowly)
    for (const subject of ['somebody else', 'the last one'])
      rotation.begin(world.server.signIn(everything, subject), everything).catch(() => {})
    await mended()
    expect([(await world.stored()).secrets.subject, known.record.secrets.subject]).toEqual([
      'the last one',
      'the last one',
    ])
  })
})

describe('A sign-out that could not be stored', () => {
  /** Takes the first write, and so slowly that all others fail before it. */
  function takesOnlyTheFirst({ store, time }: ReturnType<typeof realms>): () => void {
    const { compareAndSwap } = store
    let writes = 0
    store.compareAndSwap = async (...write) => {
      writes += 1
      if (writes > 1) throw new OAuthError('storage_failed')
      await pause(time.clock, 5_000)
      return compareAndSwap(...write)
    }
    return () => {
      store.compareAndSwap = compareAndSwap
    }
  }

  it('holds here when an earlier answer is stored at last, and there once it can be', async () => {
    const world = await signedIn(1)
    const { known, rotation } = world.realm(0)
    await world.time.advance(hour)
    world.server.latency = 1_000
    rotation.token(everything).catch(() => {})
    await world.time.advance(950)
    const mend = takesOnlyTheFirst(world)
    await world.time.advance(100)
    rotation.end('signed-out').catch(() => {})
    await world.time.advance(5_000)
    expect([(await world.stored()).secrets.refresh, known.record.state]).toEqual(['refresh 2', 'signed-out'])
    mend()
    await world.time.advance(600_000)
    expect((await world.stored()).state).toBe('signed-out')
  })

  it('is not forgotten when the sign-in before it is stored at last', async () => {
    const world = await signedIn(1)
    const realm = world.realm(0)
    realm.storeFails = ['writing']
    await settled(world, realm.rotation.begin(world.server.signIn(), everything))
    realm.storeFails = []
    const mend = takesOnlyTheFirst(world)
    realm.wake()
    await world.time.advance(100)
    realm.rotation.end('signed-out').catch(() => {})
    await world.time.advance(5_000)
    expect([(await world.stored()).secrets.refresh, realm.known.record.state]).toEqual(['refresh 2', 'signed-out'])
    mend()
    await world.time.advance(600_000)
    expect((await world.stored()).state).toBe('signed-out')
  })
})

describe('What a user does while an answer cannot be stored', () => {
  async function answeredInVain(slowly: number) {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.latency = 1_000
    const asked = world.realm(0).rotation.token(everything)
    asked.catch(() => {})
    await world.time.advance(950)
    const mended = storesInVain(world, slowly)
    await world.time.advance(100)
    return { world, realm: world.realm(0), mended }
  }

  it.each([0, 5_000])('is a sign-out: it lasts, and the answer is revoked (%i ms)', async slowly => {
    const { world, realm, mended } = await answeredInVain(slowly)
    realm.rotation.end('signed-out').catch(() => {})
    await mended()
    expect([(await world.stored()).state, realm.known.record.state]).toEqual(['signed-out', 'signed-out'])
    expect(world.server.revocations).toContain('refresh 2')
  })

  it.each([0, 5_000])('is a sign-in: it lasts, and the answer is left to be revoked (%i ms)', async slowly => {
    const { world, realm, mended } = await answeredInVain(slowly)
    realm.rotation.begin(world.server.signIn(everything, 'somebody else'), everything).catch(() => {})
    await mended()
    const { secrets } = await world.stored()
    expect([secrets.subject, realm.known.record.secrets.subject]).toEqual(['somebody else', 'somebody else'])
    expect(secrets.pendingRevoke.map(({ token }) => token)).toContain('refresh 2')
  })
})

describe('A store that takes nothing', () => {
  it('is told of, and not asked for ever', async () => {
    const world = realms(1)
    const realm = world.realm(0)
    await settled(world, realm.rotation.begin(world.server.signIn(), everything))
    await world.time.advance(hour)
    realm.storeFails = ['winning']
    expect(await ask(world, realm.rotation.token(everything))).toBe('error: storage_failed')
    expect(realm.rotation.view().error?.facts).toMatchObject({ reason: 'contention' })
    expect(world.server.requests).toBe(0)

    realm.storeFails = []
    await world.time.advance(hour)
    expect(await ask(world, realm.rotation.token(everything))).toBe('access 2')
  })

  it('keeps nobody from signing out', async () => {
    const world = realms(1)
    const realm = world.realm(0)
    await settled(world, realm.rotation.begin(world.server.signIn(), everything))
    realm.storeFails = ['winning']
    await settled(world, realm.rotation.end('signed-out'))
    expect(realm.known.record.state).toBe('signed-out')
    expect(realm.rotation.view().error).toMatchObject({ code: 'storage_failed', facts: { reason: 'contention' } })

    realm.storeFails = []
    await ask(world, realm.rotation.token(everything))
    expect((await world.stored()).state).toBe('signed-out')
  })
})

describe('What was stored', () => {
  it('is held in memory no longer than it is known: a realm that renews for months grows no larger', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage: () => void = runInNewContext('gc')
    const world = realms(1)
    const realm = world.realm(0)
    const seen: WeakRef<object>[] = []
    realm.known.listen(() => seen.push(new WeakRef(realm.known.record)))
    await settled(world, realm.rotation.begin(world.server.signIn(), everything))
    for (let expiry = 0; expiry < 30; expiry++) {
      await world.time.advance(hour)
      await ask(world, realm.rotation.token(everything))
    }
    collectGarbage()
    await world.time.advance(0)
    collectGarbage()
    expect(seen.length).toBeGreaterThan(60)
    expect(seen.filter(record => record.deref()).length).toBeLessThan(10)
  })
})
