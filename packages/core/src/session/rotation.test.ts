import { describe, expect, it } from 'vitest'
import { after, ask, everything, signedIn, stateOf, troubleOf } from '../../test-support/asked.js'
import { type Realms, realms } from '../../test-support/realms.js'
import { authorizationDetails } from '../authorization-details.js'
import { sha256 } from '../digest.js'
import { OAuthError } from '../errors.js'
import { pause } from '../ports/pause.js'
import { grantKey, wanted } from './grant-record.js'
import { declaredResources } from './resources.js'
import { type AuthState, loading, sessionState } from './session-state.js'
import { tokenSource } from './token-source.js'

const hour = 3_600_000
const reading = wanted({ scope: 'read' })
const writing = wanted({ scope: 'write' })

/** The first realm spends the refresh token and is frozen before it hears the answer. */
async function frozenWhileSpending(world: Realms, want = everything): Promise<{ readonly late: Promise<string> }> {
  await world.time.advance(hour)
  world.server.latency = 1_000
  const late = world.realm(0).rotation.token(want)
  late.catch(() => {})
  await world.time.advance(0)
  world.realm(0).freeze()
  world.server.latency = 0
  return { late }
}

/** The second realm waits until it is allowed to displace the first. */
async function displaced(world: Realms): Promise<void> {
  for (let waited = 0; world.sent.length < 2 && waited < 300; waited++) await ask(world, world.realm(1), 1_000)
  expect(world.sent).toHaveLength(2)
}

describe('1. A fresh token costs nothing', () => {
  it('no lock, no request, and no store read', async () => {
    const world = await signedIn(1)
    const realm = world.realm(0)
    const before = { reads: realm.reads, acquisitions: realm.acquisitions }
    const tokens = await Promise.all(Array.from({ length: 100 }, () => realm.rotation.token(everything)))
    expect(new Set(tokens)).toEqual(new Set(['access 1']))
    expect({ reads: realm.reads, acquisitions: realm.acquisitions }).toEqual(before)
    expect(world.server.requests).toBe(0)
  })

  it('while a sibling rotates as well', async () => {
    const world = await signedIn(2)
    const { get } = world.store
    const asked: Promise<string>[] = []
    world.server.latency = 10_000
    world.store.get = key => {
      asked.push(world.realm(1).rotation.token(everything))
      return get(key)
    }
    const slow = world.realm(0).rotation.token(reading)
    await world.time.advance(0)
    world.store.get = get
    const answers = Promise.all(asked).then(tokens => [...new Set(tokens)].join())
    expect(await after(world, 0, answers)).toBe('access 1')
    expect(await after(world, 10_000, slow)).toBe('access 2')
  })

  it('unless this realm was hidden: then one store read', async () => {
    const world = await signedIn(2)
    const realm = world.realm(1)
    realm.sleep()
    const { reads, acquisitions } = realm
    for (let count = 0; count < 3; count++) expect(await ask(world, realm)).toBe('access 1')
    expect(realm.reads).toBe(reads + 1)
    expect(realm.acquisitions).toBe(acquisitions)
    expect(world.server.requests).toBe(0)
  })

  it('on servers: one store read whenever it has not looked for longer than agreed', async () => {
    const world = await signedIn(1, { unseen: 30_000 })
    const realm = world.realm(0)
    await world.time.advance(30_000)
    const { reads } = realm
    for (let count = 0; count < 3; count++) await ask(world, realm)
    expect(realm.reads).toBe(reads + 1)
    expect(world.server.requests).toBe(0)
  })
})

describe('2. We never knowingly spend a refresh token twice', () => {
  it('however many callers and realms ask', async () => {
    const world = await signedIn(3)
    for (let expiry = 1; expiry <= 3; expiry++) {
      await world.time.advance(hour)
      const asked = Array.from({ length: 600 }, (_, index) => world.realm(index % 3).rotation.token(everything))
      const answers = Promise.all(asked).then(tokens => [...new Set(tokens)].join())
      expect(await after(world, 0, answers)).toBe(`access ${1 + expiry}`)
      expect(world.server.requests).toBe(expiry)
    }
    expect(world.server.reuseDetections).toBe(0)
  })

  it('nor for however many scopes and resources', async () => {
    const world = await signedIn(2)
    const wants = ['a', 'b', 'c', 'd'].map(name => wanted({ scope: name, resource: `https://${name}.example` }))
    const asked = wants.flatMap(want => [0, 1].map(index => world.realm(index).rotation.token(want)))
    await after(world, 0, Promise.all(asked).then(String))
    const spent = world.sent.map(({ refreshToken }) => refreshToken)
    expect(spent).toEqual(['refresh 1', 'refresh 2', 'refresh 3', 'refresh 4'])
    expect(world.server.reuseDetections).toBe(0)
  })

  it('a realm that was frozen between the intent and the request reads again', async () => {
    const world = await signedIn(2, { limits: { lock: 1_000, request: 1_000 } })
    const [first, second] = [world.realm(0), world.realm(1)]
    await world.time.advance(hour)
    const stop = world.store.watch(grantKey(world.identity), first.freeze)
    const late = first.rotation.token(everything)
    await world.time.advance(0)
    stop()
    expect((await world.stored()).intent).toMatchObject({ by: first.name })
    await world.time.advance(10_000)
    expect(await ask(world, second, 10_000)).toBe('access 2')
    first.thaw()
    expect(await after(world, 0, late)).toBe('access 2')
    expect(world.sent.map(({ by }) => by)).toEqual([second.name])
  })
})

describe('3. Whoever waited for the lock reads again before spending', () => {
  it('and takes what the holder left', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    world.server.latency = 5_000
    const first = ask(world, world.realm(0), 0)
    await first
    expect(await ask(world, world.realm(1), 4_999)).toBe('undecided')
    expect(await ask(world, world.realm(1), 1)).toBe('access 2')
    expect(world.server.requests).toBe(1)
  })

  it('even where nobody told it of them', async () => {
    const world = realms(2, { isDeaf: true })
    await after(world, 0, world.realm(0).rotation.begin(world.server.signIn(), everything))
    expect(await ask(world, world.realm(1))).toBe('access 1')
    await world.time.advance(hour)
    world.server.latency = 5_000
    const first = after(world, 0, world.realm(0).rotation.token(everything))
    expect(await first).toBe('undecided')
    const { writes } = world.realm(1)
    expect(await ask(world, world.realm(1), 5_000)).toBe('access 2')
    expect(world.realm(1).writes).toBe(writes)
  })

  it('and where it is told, takes what the holder stored without waiting for its turn', async () => {
    const world = await signedIn(3)
    await world.time.advance(hour)
    const turn = world.realm(1).acquisitions
    world.server.latency = 5_000
    const asked = [0, 1, 2].map(index => after(world, 0, world.realm(index).rotation.token(everything)))
    expect(await Promise.all(asked)).toEqual(['undecided', 'undecided', 'undecided'])
    world.realm(1).freeze()
    expect(await ask(world, world.realm(2), 5_000)).toBe('access 2')
    expect(world.realm(1).acquisitions).toBe(turn + 1)
    expect(world.server.requests).toBe(1)
  })
})

describe('4. A new token set is stored before anyone sees it', () => {
  it('the store has it at the moment the caller does', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    const seen = world.realm(0).rotation.token(everything)
    const stored = seen.then(() => world.stored())
    await world.time.advance(0)
    const { secrets, intent } = await stored
    expect(secrets.access[everything.key]?.token).toBe(await seen)
    expect(secrets.refresh).toBe('refresh 2')
    expect(intent).toBeUndefined()
  })

  it('while it is being stored, the caller waits', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.latency = 1_000
    const asked = world.realm(0).rotation.token(everything)
    await world.time.advance(0)
    const { compareAndSwap } = world.store
    world.store.compareAndSwap = async (...write) => {
      await pause(world.time.clock, 1_000)
      return compareAndSwap(...write)
    }
    expect(await after(world, 1_999, asked)).toBe('undecided')
    expect(await after(world, 1, asked)).toBe('access 2')
  })

  it('what only an overtaken realm was given, too', async () => {
    const world = await signedIn(2)
    world.server.grace = hour
    const { late } = await frozenWhileSpending(world, reading)
    await displaced(world)
    world.realm(0).thaw()
    expect(await after(world, 0, late)).toBe('access 2')
    const { secrets } = await world.stored()
    expect(secrets.access[reading.key]?.token).toBe('access 2')
    expect(secrets.access[everything.key]?.token).toBe('access 3')
  })

  it('if storing keeps failing, this realm alone serves it, marked, and keeps trying', async () => {
    const world = await signedIn(2)
    const [first, second] = [world.realm(0), world.realm(1)]
    await world.time.advance(hour)
    world.server.latency = 1_000
    const asked = first.rotation.token(everything)
    await world.time.advance(0)
    first.storeFails = ['writing']
    second.storeFails = ['reading', 'writing']
    expect(await after(world, 2_000, asked)).toBe('access 2')
    expect(troubleOf(first)).toBe('storage_failed')
    expect((await world.stored()).secrets.refresh).toBe('refresh 1')

    await world.time.advance(60_000)
    expect(await ask(world, first)).toBe('access 2')
    expect(troubleOf(first)).toBe('storage_failed')

    first.storeFails = []
    await world.time.advance(60_000)
    expect(troubleOf(first)).toBeUndefined()
    expect((await world.stored()).secrets.refresh).toBe('refresh 2')
    second.storeFails = []
    expect(await ask(world, second, 60_000)).toBe('access 2')
    expect(world.server.requests).toBe(1)
  })

  it('a store that wrote but failed to say so does no harm', async () => {
    const world = await signedIn(2)
    const first = world.realm(0)
    await world.time.advance(hour)
    world.server.latency = 1_000
    const asked = first.rotation.token(everything)
    await world.time.advance(0)
    first.storeFails = ['hearing']
    expect(await after(world, 2_000, asked)).toBe('access 2')
    first.storeFails = []
    await world.time.advance(hour)
    expect(await ask(world, world.realm(1), 2_000)).toBe('access 3')
    const { secrets, state } = await world.stored()
    expect([state, secrets.refresh, secrets.spares, secrets.pendingRevoke]).toEqual(['active', 'refresh 3', [], []])
    expect(world.server.requests).toBe(2)
  })

  it('an intent whose writing was not confirmed is found again, and nothing is spent twice', async () => {
    const world = await signedIn(1)
    const realm = world.realm(0)
    await world.time.advance(hour)
    realm.storeFails = ['hearing']
    expect(await ask(world, realm)).toBe('error: storage_failed')
    expect(world.sent).toHaveLength(0)
    realm.storeFails = []
    await world.time.advance(2_000)
    expect(await ask(world, realm)).toBe('access 2')
    expect(world.server.reuseDetections).toBe(0)
  })
})

describe('A change whose storing was not confirmed', () => {
  it('a sign-in is not stored again over what came of it', async () => {
    const world = await signedIn(2)
    const [first, second] = [world.realm(0), world.realm(1)]
    first.storeFails = ['hearing']
    await after(world, 1_000, first.rotation.begin(world.server.signIn(), everything))
    expect(await ask(world, second, 0, everything, 'access 2')).toBe('access 3')
    first.storeFails = []
    await world.time.advance(60_000)
    expect((await world.stored()).secrets.refresh).toBe('refresh 3')
    await world.time.advance(hour)
    expect(await ask(world, first, 5_000)).toBe('access 4')
    expect(world.server.reuseDetections).toBe(0)
  })

  it('a sign-in of a realm that had not looked yet is followed by itself once it is stored', async () => {
    const world = await signedIn(1)
    const realm = world.open()
    realm.rotation.watch(() => {})
    realm.storeFails = ['reading', 'writing']
    await after(world, 1_000, realm.rotation.begin(world.server.signIn(), everything))
    realm.storeFails = []
    await world.time.advance(hour)
    expect(await ask(world, realm, 1_000)).toBe('access 3')
    expect(realm.known.record).toEqual(await world.stored())
  })

  it('a sign-out of a sign-in that was not stored revokes both sessions, once it is', async () => {
    const world = await signedIn(2)
    const realm = world.realm(1)
    realm.storeFails = ['writing']
    await after(world, 1_000, realm.rotation.begin(world.server.signIn(), everything))
    realm.storeFails = []
    expect(await after(world, 0, realm.rotation.end('signed-out'))).toBe('done')
    expect((await world.stored()).state).toBe('signed-out')
    expect(world.server.revocations).toEqual(expect.arrayContaining(['refresh 1', 'refresh 2']))
  })

  it('a sign-out of a realm that had not looked yet and could not store its sign-in is what everybody knows, itself included', async () => {
    const world = await signedIn(1)
    const realm = world.open()
    realm.storeFails = ['reading', 'writing']
    await after(world, 1_000, realm.rotation.begin(world.server.signIn(), everything))
    realm.storeFails = []
    expect(await after(world, 0, realm.rotation.end('signed-out'))).toBe('done')
    expect((await world.stored()).state).toBe('signed-out')
    expect(realm.known.record).toEqual(await world.stored())
  })

  it('a sign-in that another one follows is stored with it, to be revoked', async () => {
    const world = await signedIn(2)
    const realm = world.realm(1)
    realm.storeFails = ['writing']
    await after(world, 1_000, realm.rotation.begin(world.server.signIn(), everything))
    await after(world, 1_000, realm.rotation.begin(world.server.signIn(), everything))
    realm.storeFails = []
    expect(await ask(world, realm, hour)).toBe('access 3')
    expect((await world.stored()).secrets.pendingRevoke.map(({ token }) => token)).toEqual(['refresh 2', 'refresh 1'])
    expect(realm.known.record).toEqual(await world.stored())
  })

  it('nor over later sign-ins, and a sign-out', async () => {
    const world = await signedIn(2)
    const [first, second] = [world.realm(0), world.realm(1)]
    first.storeFails = ['hearing']
    await after(world, 1_000, first.rotation.begin(world.server.signIn(), everything))
    await after(world, 0, second.rotation.begin(world.server.signIn(), everything))
    await after(world, 0, second.rotation.end('signed-out'))
    first.storeFails = []
    await world.time.advance(60_000)
    expect([stateOf(first), stateOf(second)]).toEqual(['signed-out', 'signed-out'])
  })

  it('a sign-out does not end a later sign-in', async () => {
    const world = await signedIn(2)
    const [first, second] = [world.realm(0), world.realm(1)]
    first.storeFails = ['hearing']
    await after(world, 1_000, first.rotation.end('signed-out'))
    expect(stateOf(second)).toBe('signed-out')
    await after(world, 0, second.rotation.begin(world.server.signIn(), everything))
    first.storeFails = []
    await world.time.advance(60_000)
    expect([stateOf(first), stateOf(second)]).toEqual(['active', 'active'])
  })
})

describe('5. A response without a refresh token keeps the previous one', () => {
  it('and the session goes on with it', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.next('kept')
    expect(await ask(world, world.realm(0))).toBe('access 2')
    expect((await world.stored()).secrets.refresh).toBe('refresh 1')
    await world.time.advance(hour)
    expect(await ask(world, world.realm(0))).toBe('access 3')
  })

  it('a response without a scope means the scope this request asked for', async () => {
    const world = await signedIn(1)
    world.server.next('unscoped', 'unscoped')
    expect(await ask(world, world.realm(0), 0, reading)).toBe('access 2')
    expect((await world.stored()).secrets.access[reading.key]?.scope).toBe('read')
    await world.time.advance(hour)
    expect(await ask(world, world.realm(0))).toBe('access 3')
    expect((await world.stored()).secrets.access[everything.key]?.scope).toBe('everything')
  })

  it('a response without an expiry does not inherit one', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.lifetime = undefined
    expect(await ask(world, world.realm(0))).toBe('access 2')
    expect((await world.stored()).secrets.access[everything.key]?.expiresIn).toBeUndefined()
    await world.time.advance(1_000 * hour)
    expect(await ask(world, world.realm(0))).toBe('access 2')
  })

  it('a response with a new refresh token does not inherit the end of the previous one', async () => {
    const world = realms(1)
    const tokens = { ...world.server.signIn(), refreshExpiresIn: 10 * hour }
    await after(world, 0, world.realm(0).rotation.begin(tokens, everything))
    expect((await world.stored()).secrets.refreshExpiresAt).toBe(tokens.receivedAt + 10 * hour)
    await world.time.advance(hour)
    await ask(world, world.realm(0))
    expect((await world.stored()).secrets.refreshExpiresAt).toBeUndefined()
  })
})

describe('6. A rejection names the token it is about', () => {
  it('and causes one rotation, however many callers and realms were rejected', async () => {
    const world = await signedIn(2)
    const asked = Array.from({ length: 50 }, (_, index) =>
      world.realm(index % 2).rotation.token(everything, 'access 1'),
    )
    const answers = Promise.all(asked).then(tokens => [...new Set(tokens)].join())
    expect(await after(world, 0, answers)).toBe('access 2')
    expect(world.server.requests).toBe(1)
  })

  it('a late one causes no second rotation', async () => {
    const world = await signedIn(2)
    expect(await ask(world, world.realm(0), 0, everything, 'access 1')).toBe('access 2')
    expect(await ask(world, world.realm(0), 0, everything, 'access 1')).toBe('access 2')
    expect(await ask(world, world.realm(1), 0, everything, 'access 1')).toBe('access 2')
    expect(world.server.requests).toBe(1)
  })

  it('a resource that refuses fresh tokens causes at most one rotation per backoff period', async () => {
    const world = await signedIn(2)
    let rejected = 'access 1'
    for (let period = 1; period <= 3; period++) {
      for (let second = 0; second < 30; second++) {
        const answer = await ask(world, world.realm(second % 2), 1_000, everything, rejected)
        if (answer.startsWith('access')) rejected = answer
        else expect(answer).toBe('error: token_rejected')
      }
      expect(world.server.requests).toBe(period)
    }
  })

  it('without a refresh token nothing can be done, and the session stays', async () => {
    const world = realms(1)
    const { refreshToken: _, ...tokens } = world.server.signIn()
    await after(world, 0, world.realm(0).rotation.begin(tokens, everything))
    expect(await ask(world, world.realm(0), 0, everything, 'access 1')).toBe('error: token_rejected')
    expect(await ask(world, world.realm(0))).toBe('access 1')
    expect(stateOf(world.realm(0))).toBe('active')
  })
})

describe('7. A session ends only by a named outcome', () => {
  it.each(['failed', 'lost', 'unsent', 'misconfigured'] as const)('not when a request %s', async fate => {
    const world = await signedIn(2)
    world.server.grace = hour
    await world.time.advance(hour)
    world.server.next(...Array.from({ length: 40 }, () => fate))
    expect(await ask(world, world.realm(0))).toMatch(/^error: (server_failed|network_failed|client_refused)$/)
    await world.time.advance(60_000)
    expect(troubleOf(world.realm(0))).toMatch(/^(server_failed|network_failed|client_refused)$/)
    expect(stateOf(world.realm(0))).toBe('active')
    expect(stateOf(world.realm(1))).toBe('active')
  })

  it('not when nothing can be sent, and nothing was written then', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.unprepared = new OAuthError('offline')
    const { version } = await world.stored()
    expect(await ask(world, world.realm(0))).toBe('error: offline')
    expect(troubleOf(world.realm(0))).toBe('offline')
    expect(await world.stored()).toMatchObject({ state: 'active', version })
    world.server.unprepared = undefined
    world.realm(0).wake()
    expect(await ask(world, world.realm(0))).toBe('access 2')
    expect(troubleOf(world.realm(0))).toBeUndefined()
  })

  it('not when an answer takes too long', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.latency = 90_000
    world.server.grace = hour
    expect(await ask(world, world.realm(0), 20_000)).toBe('error: timed_out')
    expect([stateOf(world.realm(0)), troubleOf(world.realm(0))]).toEqual(['active', 'timed_out'])
    world.server.latency = 0
    await world.time.advance(60_000)
    expect(await ask(world, world.realm(0))).toMatch(/^access/)
  })

  it('not when the store fails', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.realm(0).storeFails = ['reading', 'writing']
    expect(await ask(world, world.realm(0))).toBe('error: storage_failed')
    expect([stateOf(world.realm(0)), troubleOf(world.realm(0))]).toEqual(['active', 'storage_failed'])
    world.realm(0).storeFails = []
    await world.time.advance(2_000)
    expect(troubleOf(world.realm(0))).toBeUndefined()
    expect(world.server.requests).toBe(1)
  })

  it('what a resource would still accept is served meanwhile', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour - 20_000)
    world.server.next(...Array.from({ length: 40 }, () => 'failed' as const))
    expect(await ask(world, world.realm(0))).toBe('access 1')
    expect(troubleOf(world.realm(0))).toBe('server_failed')
    await world.time.advance(20_000)
    expect(await ask(world, world.realm(0))).toBe('error: server_failed')
  })

  it('recovery needs nobody’s help', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.next('failed', 'unsent', 'failed')
    expect(await ask(world, world.realm(0))).toBe('error: server_failed')
    await world.time.advance(7_000)
    expect(troubleOf(world.realm(0))).toBeUndefined()
    expect(await ask(world, world.realm(0))).toBe('access 2')
  })

  it('even where timers are a little early', async () => {
    const world = realms(0)
    const { clock } = world.time
    const early = { ...clock, after: (due: number, run: () => void) => clock.after(Math.max(0, due - 1), run) }
    const realm = world.open({ clock: early })
    realm.rotation.watch(() => {})
    await after(world, 0, realm.rotation.begin(world.server.signIn(), everything))
    await world.time.advance(hour)
    world.server.next('failed', 'failed')
    await ask(world, realm)
    await world.time.advance(60_000)
    expect(troubleOf(realm)).toBeUndefined()
  })

  it('a misconfigured client is not tried again by itself, and nothing stays spent', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    world.server.next('misconfigured')
    expect(await ask(world, world.realm(0))).toBe('error: client_refused')
    expect((await world.stored()).intent).toBeUndefined()
    await world.time.advance(hour)
    expect(world.server.requests).toBe(1)
    expect(troubleOf(world.realm(0))).toBe('client_refused')
    expect(await ask(world, world.realm(1))).toBe('access 2')
    await world.time.advance(0)
    expect(troubleOf(world.realm(0))).toBeUndefined()
  })

  it('refused', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    world.server.forget()
    expect(await ask(world, world.realm(0), 2_000)).toBe('ended: refused')
    expect([stateOf(world.realm(0)), stateOf(world.realm(1))]).toEqual(['refused', 'refused'])
    expect(await ask(world, world.realm(1))).toBe('ended: refused')
    expect(world.server.requests).toBe(2)
  })

  it('expired', async () => {
    const world = realms(1)
    const { refreshToken: _, ...tokens } = world.server.signIn()
    await after(world, 0, world.realm(0).rotation.begin(tokens, everything))
    await world.time.advance(hour - 20_000)
    expect(await ask(world, world.realm(0))).toBe('access 1')
    await world.time.advance(20_000)
    expect(await ask(world, world.realm(0))).toBe('ended: expired')
    expect(world.server.requests).toBe(0)
  })

  it('and is not hidden by the trouble before it', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    world.server.next('lost')
    await ask(world, world.realm(0))
    expect(troubleOf(world.realm(0))).toBe('network_failed')
    await world.time.advance(10_000)
    expect(stateOf(world.realm(0))).toBe('answer-lost')
    expect([troubleOf(world.realm(0)), troubleOf(world.realm(1))]).toEqual([undefined, undefined])
  })

  it('answer-lost', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    world.server.next('lost')
    expect(await ask(world, world.realm(0))).toBe('error: network_failed')
    await world.time.advance(10_000)
    expect([stateOf(world.realm(0)), stateOf(world.realm(1))]).toEqual(['answer-lost', 'answer-lost'])
  })

  it('signed-out', async () => {
    const world = await signedIn(2)
    await after(world, 0, world.realm(0).rotation.end('signed-out'))
    expect(await ask(world, world.realm(1))).toBe('ended: signed-out')
  })

  it('switched: who waited gets the token of who is signed in now, and the late answer is left to be revoked', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    world.server.latency = 1_000
    const late = world.realm(0).rotation.token(everything)
    await world.time.advance(0)
    await after(world, 0, world.realm(1).rotation.begin(world.server.signIn(everything, 'somebody else'), everything))
    expect(world.server.about(await after(world, 1_000, late))?.subject).toBe('somebody else')
    const { refresh, pendingRevoke } = (await world.stored()).secrets
    expect([refresh, ...pendingRevoke.map(({ token }) => token)]).toEqual(['refresh 3', 'refresh 2', 'refresh 1'])
  })

  it('subject-mismatch', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    world.server.next('mismatched')
    expect(await ask(world, world.realm(0))).toBe('ended: subject-mismatch')
    expect(await ask(world, world.realm(1))).toBe('ended: subject-mismatch')
    expect(world.server.revocations).toContain('refresh 2')
    expect((await world.stored()).secrets.pendingRevoke).toEqual([])
  })

  it('store-gone', async () => {
    const world = await signedIn(2)
    await world.store.compareAndSwap(grantKey(world.identity), (await world.stored()).version, {
      version: Date.UTC(2027, 0),
      clear: { schema: 1, epoch: (await world.stored()).epoch, state: 'active' },
      sealed: undefined,
    })
    await world.time.advance(hour)
    expect(await ask(world, world.realm(0))).toBe('ended: store-gone')
    expect(await ask(world, world.realm(1))).toBe('ended: store-gone')
    expect(world.server.requests).toBe(0)
  })
})

describe('8. `invalid_grant` is confirmed, not believed', () => {
  it('a replica that lags does no harm', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.next('lagging')
    expect(await ask(world, world.realm(0), 1_999)).toBe('undecided')
    expect(await ask(world, world.realm(0), 1)).toBe('access 2')
    expect(world.sent.map(({ refreshToken }) => refreshToken)).toEqual(['refresh 1', 'refresh 1'])
    expect(troubleOf(world.realm(0))).toBeUndefined()
  })

  it('confirming is no further attempt', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.next('lagging')
    await ask(world, world.realm(0), 2_000)
    const attempts = await Promise.all(world.sent.map(async ({ stored }) => (await stored).intent?.attempt))
    expect(attempts).toEqual([1, 1])
  })

  it('the session ends only when every known successor has been refused too', async () => {
    const world = await withSpare()
    world.server.forget()
    await world.time.advance(hour)
    expect(await ask(world, world.realm(1), 10_000)).toBe('ended: refused')
    const spent = world.sent.slice(2).map(({ refreshToken }) => refreshToken)
    expect(new Set(spent)).toEqual(new Set(['refresh 2', 'refresh 3']))
  })

  it('a spare is promoted', async () => {
    const world = await withSpare()
    await world.time.advance(hour)
    world.server.next('lagging')
    expect(await ask(world, world.realm(1), 10_000)).toBe('access 4')
    expect(await world.stored()).toMatchObject({ state: 'active', secrets: { refresh: 'refresh 4', spares: [] } })
  })

  it('what another realm stored meanwhile is taken', async () => {
    const world = await frozenAndOvertaken('lagging')
    world.realm(0).thaw()
    await world.time.advance(2_000)
    expect(await ask(world, world.realm(1))).toBe('access 2')
    expect(stateOf(world.realm(1))).toBe('active')
  })

  /** The second realm has rotated, and what the first one was answered is kept as a spare. */
  async function withSpare(): Promise<Realms> {
    const world = await frozenAndOvertaken()
    await world.time.advance(10_000)
    world.realm(0).thaw()
    await world.time.advance(0)
    expect((await world.stored()).secrets.spares).toEqual(['refresh 2'])
    return world
  }

  /** The first realm is silent with the lock until the second displaces it. */
  async function frozenAndOvertaken(...fates: 'lagging'[]): Promise<Realms> {
    const world = await signedIn(2)
    world.server.grace = hour
    await frozenWhileSpending(world)
    world.server.next(...fates)
    await displaced(world)
    return world
  }
})

describe('9. Before a token is spent, an intent is durably stored', () => {
  it('that names what it spends', async () => {
    const world = await signedIn(1)
    const realm = world.realm(0)
    await world.time.advance(hour)
    await ask(world, realm)
    const [sent] = world.sent
    expect((await sent?.stored)?.intent).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      by: realm.name,
      spends: await sha256('refresh 1'),
      attempt: 1,
      wallAt: world.time.clock.wall(),
    })
  })

  it('nothing is sent where it cannot be', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.realm(0).storeFails = ['writing']
    expect(await ask(world, world.realm(0), 60_000)).toBe('error: storage_failed')
    expect(world.server.requests).toBe(0)
  })

  it('a found intent is retried at once by whoever is watching', async () => {
    const world = await signedIn(2)
    world.server.grace = hour
    await world.time.advance(hour)
    world.server.latency = 1_000
    world
      .realm(0)
      .rotation.token(everything)
      .catch(() => {})
    await world.time.advance(0)
    world.realm(0).kill()
    world.server.latency = 0
    await world.time.advance(0)
    expect(world.sent.map(({ by }) => by)).toEqual([world.realm(0).name, world.realm(1).name])
    const { intent } = (await world.sent[1]?.stored) ?? {}
    expect(intent).toMatchObject({ attempt: 2, by: world.realm(1).name, spends: await sha256('refresh 1') })
    expect(await ask(world, world.realm(1))).toBe('access 3')
  })

  it('by a realm that opens later, before anybody asks for a token', async () => {
    const world = await signedIn(1)
    world.server.grace = hour
    await frozenWhileSpending(world)
    world.realm(0).kill()
    const next = world.open()
    next.rotation.watch(() => {})
    await world.time.advance(0)
    expect(world.server.requests).toBe(2)
    expect(await world.stored()).toMatchObject({ intent: undefined, secrets: { refresh: 'refresh 3' } })
  })

  it('then with backoff, until the server decides', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.lifetime = undefined
    world.server.next(...Array.from({ length: 30 }, () => 'failed' as const))
    await ask(world, world.realm(0))
    await world.time.advance(10 * 60_000)
    expect(world.server.requests).toBeGreaterThan(10)
    expect(world.server.requests).toBeLessThan(30)
    await world.time.advance(48 * hour)
    expect(stateOf(world.realm(0))).toBe('active')
    expect(await ask(world, world.realm(0))).toBe('access 2')
    expect((await world.sent.at(-1)?.stored)?.intent?.attempt).toBe(31)
  })

  it('a later attempt that spent nothing does not make the earlier one forgotten', async () => {
    for (const fate of ['misconfigured', 'unsent'] as const) {
      const world = await signedIn(1)
      world.server.grace = hour
      await world.time.advance(hour)
      world.server.next('lost', fate)
      expect(await ask(world, world.realm(0))).toBe('error: network_failed')
      await world.time.advance(10_000)
      await ask(world, world.realm(0), 60_000)
      const attempts = await Promise.all(world.sent.map(async ({ stored }) => (await stored).intent?.attempt))
      expect(attempts).toEqual([1, 2, 2])
    }
  })

  it('age alone never ends a session', async () => {
    const world = await signedIn(1)
    world.server.grace = 10_000 * hour
    await frozenWhileSpending(world)
    world.realm(0).kill()
    await world.time.advance(1_000 * hour)
    expect(await ask(world, world.open())).toBe('access 3')
  })
})

describe('10. A holder that was overtaken cannot overwrite', () => {
  it('its answer is kept as a spare, and it uses the other', async () => {
    const world = await signedIn(2)
    world.server.grace = hour
    const { late } = await frozenWhileSpending(world)
    await displaced(world)
    world.realm(0).thaw()
    expect(await after(world, 0, late)).toBe('access 3')
    const { secrets } = await world.stored()
    expect([secrets.refresh, secrets.spares]).toEqual(['refresh 3', ['refresh 2']])
    expect(world.server.revocations).toEqual([])
  })

  it('a session that ended for want of its answer is revived', async () => {
    const world = await signedIn(2)
    const { late } = await frozenWhileSpending(world)
    world.server.next('lagging', 'lagging')
    await displaced(world)
    await world.time.advance(2_000)
    expect(stateOf(world.realm(1))).toBe('answer-lost')
    world.realm(0).thaw()
    expect(await after(world, 0, late)).toBe('access 2')
    expect(stateOf(world.realm(1))).toBe('active')
    expect(world.server.isAlive((await world.stored()).secrets.refresh)).toBe(true)
  })

  it('after a sign-out its answer is revoked and dropped', async () => {
    const world = await signedIn(2)
    const { late } = await frozenWhileSpending(world)
    await after(world, 0, world.realm(1).rotation.end('signed-out'))
    world.realm(0).thaw()
    expect(await after(world, 1_000, late)).toBe('ended: signed-out')
    expect(world.server.revocations).toEqual(['refresh 1', 'refresh 2'])
    const { state, secrets } = await world.stored()
    expect([state, secrets.refresh, secrets.access, secrets.pendingRevoke]).toEqual(['signed-out', undefined, {}, []])
  })
})

describe('11. A lock is never awaited for ever', () => {
  it('whoever waits is told after a while', async () => {
    const world = await signedIn(1)
    await world.lock.acquire(`tessera.1 ${grantKey(world.identity)}`, 0)
    await world.time.advance(hour)
    expect(await ask(world, world.realm(0), 19_999)).toBe('undecided')
    expect(await ask(world, world.realm(0), 1)).toBe('error: lock_timeout')
    expect([stateOf(world.realm(0)), troubleOf(world.realm(0))]).toEqual(['active', 'lock_timeout'])
  })

  it('a holder that stays silent is displaced; that causes one recorded second spend', async () => {
    const world = await signedIn(2)
    world.server.grace = hour
    await frozenWhileSpending(world)
    await world.time.advance(3 * 60_000)
    expect(await ask(world, world.realm(1))).toBe('access 3')
    expect(world.sent.map(({ refreshToken }) => refreshToken)).toEqual(['refresh 1', 'refresh 1'])
    expect((await world.sent[1]?.stored)?.intent?.attempt).toBe(2)
  })

  it.each([
    ['one does', false],
    ['one does, even where tokens can be asked for again', true],
  ])('of all who would displace a silent holder at the same time, %s', async (_, again) => {
    const world = await signedIn(3, { again })
    const { compareAndSwap } = world.store
    await world.lock.acquire(`tessera.1 ${grantKey(world.identity)}`, 0)
    world.store.compareAndSwap = async (...write) => {
      await pause(world.time.clock, 1_000)
      return compareAndSwap(...write)
    }
    await world.time.advance(hour)
    world.server.latency = 1_000
    const both = [world.realm(1), world.realm(2)]
    for (const { rotation } of both) rotation.watch(() => {})
    for (let waited = 0; world.sent.length === 0 && waited < 30; waited++) {
      for (const realm of both) realm.wake()
      for (const { rotation } of both) rotation.token(everything).catch(() => {})
      await world.time.advance(20_000)
    }
    for (const realm of both) expect(await ask(world, realm, 10_000)).toBe('access 2')
    expect(world.server.requests).toBe(1)
  })

  it('and one does where there is nothing to spend', async () => {
    const world = realms(3)
    const { refreshToken: none, ...tokens } = world.server.signIn()
    await world.realm(0).rotation.begin(tokens, everything)
    const { acquire } = world.lock
    const { compareAndSwap } = world.store
    world.store.compareAndSwap = async (...write) => {
      await pause(world.time.clock, 1_000)
      return compareAndSwap(...write)
    }
    let displacing = 0
    world.lock.acquire = (name, patience, displaces) => {
      if (displaces) displacing += 1
      return acquire(name, patience, displaces)
    }
    await acquire(`tessera.1 ${grantKey(world.identity)}`, 0)
    await world.time.advance(hour)
    const both = [world.realm(1), world.realm(2)]
    for (let waited = 0; displacing === 0 && waited < 30; waited++) {
      for (const { rotation } of both) rotation.token(everything).catch(() => {})
      await world.time.advance(20_000)
    }
    await world.time.advance(20_000)
    expect([displacing, stateOf(world.realm(1)) === 'active']).toEqual([1, false])
  })

  it('a holder that still writes is not', async () => {
    const world = await signedIn(2, { limits: { request: 30_000 } })
    await world.time.advance(hour)
    world.server.latency = 29_000
    world
      .realm(0)
      .rotation.token(everything)
      .catch(() => {})
    await world.time.advance(0)
    expect(await ask(world, world.realm(1), 60_000)).toMatch(/lock_timeout|access 2/)
    expect(world.server.requests).toBe(1)
  })
})

describe("12. A caller's abort or time-out never cancels a rotation on the wire", () => {
  it('a caller may stop waiting, and the others get the token', async () => {
    const world = await signedIn(1)
    const { token } = world.realm(0).rotation
    const { getAccessToken } = tokenSource(token, declaredResources({ api: 'https://api.example' }))
    await world.time.advance(hour)
    world.server.latency = 1_000
    const abort = new AbortController()
    const impatient = expect(getAccessToken({ signal: abort.signal })).rejects.toThrow('enough')
    const patient = getAccessToken()
    await world.time.advance(500)
    abort.abort(new Error('enough'))
    await impatient
    expect(await after(world, 500, patient)).toBe('access 2')
    expect((await world.stored()).secrets.refresh).toBe('refresh 2')
  })

  it.each<[string, (fetch: typeof globalThis.fetch, signal: AbortSignal) => Promise<Response>]>([
    ['beside the address', (fetch, signal) => fetch('https://api.example', { signal })],
    ['in a Request', (fetch, signal) => fetch(new Request('https://api.example', { signal }))],
  ])('a call stops waiting for its token, too, when its signal %s says so', async (_, call) => {
    const world = await signedIn(1)
    const source = tokenSource(world.realm(0).rotation.token, declaredResources({ api: 'https://api.example' }))
    await world.time.advance(hour)
    world.server.latency = 1_000
    const patient = source.getAccessToken()
    const abort = new AbortController()
    const impatient = expect(call(source.fetch, abort.signal)).rejects.toThrow('enough')
    await world.time.advance(500)
    abort.abort(new Error('enough'))
    await impatient
    expect(await after(world, 500, patient)).toBe('access 2')
  })

  it('nor does one that came before the call, and then a failure is nobody’s', async () => {
    const world = await signedIn(1)
    const { getAccessToken } = tokenSource(world.realm(0).rotation.token, declaredResources())
    await world.time.advance(hour)
    world.server.next('failed')
    const aborted = expect(getAccessToken({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
    await world.time.advance(10_000)
    await aborted
    expect((await world.stored()).secrets.refresh).toBe('refresh 2')
  })

  it('even where nobody waits any more', async () => {
    const world = await signedIn(1)
    const { token } = world.realm(0).rotation
    const { getAccessToken } = tokenSource(token, declaredResources())
    await world.time.advance(hour)
    world.server.latency = 1_000
    const abort = new AbortController()
    const impatient = expect(getAccessToken({ signal: abort.signal })).rejects.toThrow()
    abort.abort()
    await impatient
    await world.time.advance(1_000)
    expect((await world.stored()).secrets.refresh).toBe('refresh 2')
  })

  it('an answer that came too late for its callers is stored all the same', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.latency = 20_500
    expect(await ask(world, world.realm(0), 20_000)).toBe('error: timed_out')
    world.server.latency = 0
    world.server.unprepared = new OAuthError('offline')
    await world.time.advance(500)
    expect(await world.stored()).toMatchObject({ intent: undefined, secrets: { refresh: 'refresh 2' } })
    expect(await ask(world, world.realm(0))).toBe('access 2')
    expect(world.server.requests).toBe(1)
  })
})

describe('13. Signing out is immediate', () => {
  it('here at once, and in the store without waiting for the lock', async () => {
    const world = await signedIn(2)
    await world.lock.acquire(`tessera.1 ${grantKey(world.identity)}`, 0)
    const ending = world.realm(0).rotation.end('signed-out')
    expect(stateOf(world.realm(0))).toBe('signed-out')
    expect(await after(world, 0, ending)).toBe('done')
    expect((await world.stored()).state).toBe('signed-out')
    expect(stateOf(world.realm(1))).toBe('signed-out')
    expect(world.server.revocations).toEqual(['refresh 1'])
  })

  it('no late answer is handed out, even before the store knows', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour)
    world.server.latency = 1_000
    const late = world.realm(0).rotation.token(everything)
    await world.time.advance(0)
    const { compareAndSwap } = world.store
    let isAway = true
    world.store.compareAndSwap = async (...write) => {
      if (isAway) throw new OAuthError('storage_failed')
      return compareAndSwap(...write)
    }
    await world.time.advance(995)
    const ending = world.realm(0).rotation.end('signed-out')
    await world.time.advance(0)
    isAway = false
    expect(await after(world, 5, late)).toBe('ended: signed-out')
    expect([(await world.stored()).state, world.server.revocations]).toEqual(['active', []])
    expect(await after(world, 60_000, ending)).toBe('done')
    expect((await world.stored()).state).toBe('signed-out')
  })

  it('revokes nothing before the store knows', async () => {
    const world = await signedIn(1)
    const realm = world.open()
    await realm.known.look()
    const { compareAndSwap } = world.store
    let store = () => {}
    const stored = new Promise<void>(resolve => {
      store = resolve
    })
    world.store.compareAndSwap = (...write) => stored.then(() => compareAndSwap(...write))
    const ending = realm.rotation.end('signed-out')
    realm.rotation.watch(() => {})
    await world.time.advance(0)
    expect(world.server.revocations).toEqual([])
    store()
    expect(await after(world, 0, ending)).toBe('done')
    expect(world.server.revocations).toEqual(['refresh 1'])
  })

  it('revokes access tokens where there is no refresh token', async () => {
    const world = realms(1)
    const { refreshToken: _, ...tokens } = world.server.signIn()
    await after(world, 0, world.realm(0).rotation.begin(tokens, everything))
    await after(world, 0, world.realm(0).rotation.end('signed-out'))
    expect(world.server.revocations).toEqual(['access 1'])
  })

  it('keeps no token that could still be used', async () => {
    const world = await signedIn(1)
    await after(world, 0, world.realm(0).rotation.end('signed-out'))
    expect(JSON.stringify(await world.stored())).not.toMatch(/access \d|refresh \d/)
  })

  it('a late answer is revoked by whoever receives it', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    world.server.latency = 1_000
    const late = world.realm(0).rotation.token(everything)
    late.catch(() => {})
    await world.time.advance(0)
    await after(world, 0, world.realm(1).rotation.end('signed-out'))
    expect(await after(world, 1_000, late)).toBe('ended: signed-out')
    expect(world.server.revocations).toEqual(['refresh 1', 'refresh 2'])
    expect((await world.stored()).state).toBe('signed-out')
  })

  it('only an interactive sign-in begins a session again: what a silent one brings is revoked, where it began before', async () => {
    const world = await signedIn(2)
    const { epoch } = await world.stored()
    await after(world, 0, world.realm(0).rotation.end('signed-out'))
    await after(world, 0, world.realm(1).rotation.begin(world.server.signIn(), everything, epoch))
    expect([stateOf(world.realm(1)), (await world.stored()).state]).toEqual(['signed-out', 'signed-out'])
    expect(world.server.revocations).toEqual(['refresh 1', 'refresh 2'])
    await after(world, 0, world.realm(1).rotation.begin(world.server.signIn(), everything))
    expect([stateOf(world.realm(0)), stateOf(world.realm(1))]).toEqual(['active', 'active'])
    expect(world.server.revocations).toHaveLength(2)
  })

  it('nor does a silent one where this realm could not read that the user had', async () => {
    const world = await signedIn(2)
    const { epoch } = await world.stored()
    const { get } = world.store
    world.store.get = async key => {
      const entry = await get(key)
      return entry && { ...entry, sealed: undefined }
    }
    await after(world, 0, world.realm(0).rotation.end('signed-out'))
    world.store.get = get
    expect(stateOf(world.realm(1))).toBe('store-gone')
    await after(world, 0, world.realm(1).rotation.begin(world.server.signIn(), everything, epoch))
    expect((await world.stored()).state).toBe('signed-out')
  })

  it('no answer revives a session that had ended elsewhere before the user signed out', async () => {
    const world = await signedIn(2)
    const { late } = await frozenWhileSpending(world)
    world.server.next('lagging', 'lagging')
    await displaced(world)
    await world.time.advance(2_000)
    expect(stateOf(world.realm(1))).toBe('answer-lost')
    const ending = world.realm(0).rotation.end('signed-out')
    world.realm(0).thaw()
    expect(await after(world, 0, late)).toBe('ended: signed-out')
    expect(await after(world, 0, ending)).toBe('done')
    expect(stateOf(world.realm(1))).toBe('signed-out')
    expect(world.server.revocations).toContain('refresh 2')
  })

  it('what is left over is revoked by the next realm', async () => {
    const world = await signedIn(1)
    world.server.canRevoke = false
    await after(world, 0, world.realm(0).rotation.end('signed-out'))
    expect((await world.stored()).secrets.pendingRevoke).toMatchObject([{ token: 'refresh 1' }])
    world.realm(0).kill()
    world.server.canRevoke = true
    world.open().rotation.watch(() => {})
    await world.time.advance(0)
    expect(world.server.revocations).toEqual(['refresh 1'])
    expect((await world.stored()).secrets.pendingRevoke).toEqual([])
  })

  it('nothing is revoked while the session is active', async () => {
    const world = await signedIn(2)
    await after(world, 0, world.realm(0).rotation.begin(world.server.signIn(), everything))
    expect((await world.stored()).secrets.pendingRevoke).toMatchObject([{ token: 'refresh 1' }])
    world.open().rotation.watch(() => {})
    await world.time.advance(60_000)
    expect(world.server.revocations).toEqual([])
    await after(world, 0, world.realm(1).rotation.end('signed-out'))
    expect(world.server.revocations).toEqual(['refresh 2', 'refresh 1'])
  })

  it('holds here when the store fails, and there as soon as it works again', async () => {
    const world = await signedIn(2)
    world.realm(0).storeFails = ['writing']
    expect(await after(world, 1_000, world.realm(0).rotation.end('signed-out'))).toBe('done')
    expect(stateOf(world.realm(0))).toBe('signed-out')
    expect(world.server.revocations).toEqual(['refresh 1'])
    expect(stateOf(world.realm(1))).toBe('active')
    world.realm(0).storeFails = []
    await world.time.advance(60_000)
    expect(stateOf(world.realm(1))).toBe('signed-out')
    expect(troubleOf(world.realm(0))).toBeUndefined()
  })

  it('what it could not store at once, it revokes when it has', async () => {
    const world = await signedIn(2)
    world.realm(0).storeFails = ['writing']
    const beginning = world.realm(1).rotation.begin(world.server.signIn(), everything)
    const ending = world.realm(0).rotation.end('signed-out')
    await after(world, 0, beginning)
    expect(await ask(world, world.realm(1), 1_000, wanted({ scope: 'read' }))).toBe('access 3')
    expect(await after(world, 0, ending)).toBe('done')
    expect(world.server.revocations).toEqual([])
    world.realm(0).storeFails = []
    await world.time.advance(60_000)
    expect((await world.stored()).state).toBe('signed-out')
    expect(world.server.revocations).toEqual(expect.arrayContaining(['refresh 1', 'refresh 3']))
  })

  it('only a sign-in begins a session again', async () => {
    const world = await signedIn(2)
    await after(world, 0, world.realm(0).rotation.end('signed-out'))
    for (const realm of [world.realm(0), world.realm(1), world.open()]) {
      realm.wake()
      expect(await ask(world, realm, hour)).toBe('ended: signed-out')
    }
    expect(world.server.requests).toBe(0)
    const { epoch } = await world.stored()
    await after(world, 0, world.realm(1).rotation.begin(world.server.signIn(), everything))
    expect((await world.stored()).epoch).toBe(epoch + 1)
    expect(await ask(world, world.realm(0))).toBe('access 2')
  })
})

describe('14. Tokens of different requests never mix', () => {
  it('each scope and resource has its own token', async () => {
    const world = await signedIn(2)
    const wants = [everything, reading, writing, wanted({ scope: 'read', resource: 'https://a.example' })]
    for (const [index, want] of wants.entries()) {
      const token = await ask(world, world.realm(index % 2), 0, want)
      expect(world.server.about(token)).toMatchObject({ scope: want.scope, resource: want.resource })
      expect(await ask(world, world.realm((index + 1) % 2), 0, want)).toBe(token)
    }
    expect(world.server.requests).toBe(3)
  })

  it('and yet they are asked for one after the other, with one refresh token, whatever realm wants which', async () => {
    const world = await signedIn(2)
    await world.time.advance(hour)
    world.server.latency = 1_000
    const asked = [reading, writing].map((want, index) => ask(world, world.realm(index), 5_000, want))
    const tokens = await Promise.all(asked)
    expect(tokens.map(token => world.server.about(token)?.scope)).toEqual(['read', 'write'])
    expect(world.sent.map(({ refreshToken }) => refreshToken)).toEqual(['refresh 1', 'refresh 2'])
  })

  it('each list of authorization details has its own token', async () => {
    const world = await signedIn(1)
    const wants = [3, 4].map(amount =>
      wanted({ authorizationDetails: authorizationDetails({ type: 'payment', amount }) }),
    )
    const asked = [everything, ...wants, everything, ...wants].map(want => ask(world, world.realm(0), 1_000, want))
    const [first, ...others] = await Promise.all(asked)
    expect([first, ...others]).toEqual(['access 1', 'access 2', 'access 3', 'access 1', 'access 2', 'access 3'])
    expect(world.server.requests).toBe(2)
  })

  it('a late answer for one user does not enter the session of the next', async () => {
    const world = await signedIn(2)
    const { late } = await frozenWhileSpending(world)
    await after(world, 0, world.realm(1).rotation.begin(world.server.signIn(everything, 'somebody else'), everything))
    world.realm(0).thaw()
    await after(world, 1_000, late)
    const { subject, refresh, spares } = (await world.stored()).secrets
    expect([subject, refresh, spares]).toEqual(['somebody else', 'refresh 3', []])
  })

  it('the order of scopes makes no difference', async () => {
    const world = await signedIn(1)
    const token = await ask(world, world.realm(0), 0, wanted({ scope: 'read write' }))
    expect(await ask(world, world.realm(0), 0, wanted({ scope: 'write read' }))).toBe(token)
    expect(world.server.requests).toBe(1)
  })

  it('slots are separate grants', async () => {
    const world = await signedIn(1)
    const other = world.open({ slot: 'work' })
    await after(world, 0, other.rotation.begin(world.server.signIn(everything, 'somebody at work'), everything))
    expect(world.server.about(await ask(world, world.realm(0)))?.subject).toBe('somebody')
    expect(world.server.about(await ask(world, other))?.subject).toBe('somebody at work')
    await after(world, 0, world.realm(0).rotation.end('signed-out'))
    await world.time.advance(hour)
    expect(await ask(world, other)).toBe('access 3')
  })

  it('slots do not wait for each other', async () => {
    const world = await signedIn(1)
    const other = world.open({ slot: 'work' })
    await after(world, 0, other.rotation.begin(world.server.signIn(), everything))
    await world.lock.acquire(`tessera.1 ${grantKey(world.identity)}`, 0)
    await world.time.advance(hour)
    expect(await ask(world, other)).toBe('access 3')
  })

  it('a token that cannot be had does not end the session', async () => {
    const world = realms(1)
    const { refreshToken: _, ...tokens } = world.server.signIn(reading)
    await after(world, 0, world.realm(0).rotation.begin(tokens, reading))
    expect(await ask(world, world.realm(0), 0, writing)).toBe('error: token_unavailable')
    expect([stateOf(world.realm(0)), troubleOf(world.realm(0))]).toEqual(['active', undefined])
    expect(await ask(world, world.realm(0), 0, reading)).toBe('access 1')
  })
})

describe('15. A rotation that nobody can see re-renders nothing', () => {
  it('listeners are told, and the state stays the very same object', async () => {
    const world = await signedIn(2)
    const states = new Set<AuthState>()
    let told = 0
    for (const index of [0, 1]) {
      const { rotation } = world.realm(index)
      let state = loading
      const look = () => {
        const { record, error } = rotation.view()
        state = sessionState(state, record, error, undefined)
        states.add(state)
        told += 1
      }
      look()
      rotation.watch(look)
    }
    const rendered = states.size
    for (let count = 0; count < 3; count++) {
      await world.time.advance(hour)
      await ask(world, world.realm(count % 2))
    }
    expect(told).toBeGreaterThan(6)
    expect(states.size).toBe(rendered)
  })
})

describe('A record of a later release', () => {
  it('is neither written nor spent, and what is known is served as long as it lasts', async () => {
    const world = await signedIn(2)
    const { version, epoch } = await world.stored()
    const newer = { version: version + 1, clear: { schema: 2, epoch, state: 'active' }, sealed: { other: 'format' } }
    await world.store.compareAndSwap(grantKey(world.identity), version, newer)
    await world.time.advance(0)
    expect(await ask(world, world.realm(0))).toBe('access 1')
    await world.time.advance(hour)
    expect(await ask(world, world.realm(0))).toBe('error: storage_newer')
    expect([stateOf(world.realm(0)), troubleOf(world.realm(0))]).toEqual(['active', 'storage_newer'])
    expect(await ask(world, world.open())).toBe('error: storage_newer')
    await world.time.advance(60_000)
    expect(await world.store.get(grantKey(world.identity))).toEqual(newer)
    expect(world.server.requests).toBe(0)
  })
})

describe('A store that lost the grant', () => {
  it('ends it, and it is never created again', async () => {
    const world = await signedIn(1)
    const realm = world.realm(0)
    await world.time.advance(hour)
    world.server.latency = 1_000
    const late = realm.rotation.token(everything)
    await world.time.advance(0)
    const cleared = clearing(world)
    expect(await after(world, 1_000, late)).toBe('ended: store-gone')
    expect(await ask(world, realm)).toBe('ended: store-gone')
    expect(cleared.size).toBe(0)
    expect(world.server.revocations).toEqual(['refresh 2'])
  })

  it('is ready for a sign-in', async () => {
    const world = await signedIn(1)
    clearing(world)
    await world.time.advance(hour)
    expect(await ask(world, world.realm(0))).toBe('ended: store-gone')
    await after(world, 0, world.realm(0).rotation.begin(world.server.signIn(), everything))
    expect(await ask(world, world.realm(0))).toBe('access 2')
  })

  it('has not lost what was stored while it was being read', async () => {
    const world = await signedIn(2)
    const { get } = world.store
    let leave = () => {}
    const gate = new Promise<void>(resolve => {
      leave = resolve
    })
    world.store.get = async () => {
      await gate
      return undefined
    }
    const early = world.open()
    const look = early.known.look()
    await world.time.advance(0)
    world.store.get = get
    await early.known.look()
    leave()
    expect((await look).state).toBe('active')
    expect(stateOf(early)).toBe('active')
  })

  /** From now on the store is as if it had been cleared. */
  function clearing(world: Realms): ReadonlyMap<string, unknown> {
    const entries = new Map<string, Awaited<ReturnType<Realms['store']['get']>>>()
    world.store.get = async key => entries.get(key)
    world.store.compareAndSwap = async (key, expected, next) => {
      if ((entries.get(key)?.version ?? 0) !== expected) return false
      entries.set(key, next)
      return true
    }
    return entries
  }
})

describe('Tokens that can be asked for again', () => {
  it('are, once for all realms, without an intent', async () => {
    const world = realms(3, { again: true })
    for (let expiry = 1; expiry <= 2; expiry++) {
      const asked = Array.from({ length: 30 }, (_, index) => world.realm(index % 3).rotation.token(reading))
      const answers = Promise.all(asked).then(tokens => [...new Set(tokens)].join())
      expect(await after(world, 0, answers)).toBe(`access ${expiry}`)
      expect((await world.sent.at(-1)?.stored)?.intent).toBeUndefined()
      await world.time.advance(hour)
    }
    expect(world.server.requests).toBe(2)
  })

  it('even with the store down', async () => {
    const world = realms(1, { again: true })
    const realm = world.realm(0)
    realm.storeFails = ['reading', 'writing']
    expect(await ask(world, realm, 1_000, reading)).toBe('access 1')
    expect(await ask(world, realm, 1_000, reading)).toBe('access 1')
    await world.time.advance(hour)
    expect(await ask(world, realm, 1_000, reading)).toBe('access 2')
    expect(troubleOf(realm)).toBe('storage_failed')
    realm.storeFails = []
    await world.time.advance(hour)
    expect(await ask(world, realm, 1_000, reading)).toBe('access 3')
    expect(troubleOf(realm)).toBeUndefined()
    expect((await world.stored()).secrets.access[reading.key]?.token).toBe('access 3')
  })

  it('never end for want of a refresh token', async () => {
    const world = realms(1, { again: true })
    world.server.next('failed', 'lagging')
    expect(await ask(world, world.realm(0), 0, reading)).toBe('error: server_failed')
    await world.time.advance(2_000)
    expect(await ask(world, world.realm(0), 0, reading)).toBe('error: grant_refused')
    await world.time.advance(2_000)
    expect(await ask(world, world.realm(0), 0, reading)).toBe('access 1')
  })
})

describe('Clocks', () => {
  it('a hidden realm looks again', async () => {
    const world = await signedIn(2)
    world.realm(1).sleep()
    await after(world, 0, world.realm(0).rotation.begin(world.server.signIn(everything, 'somebody else'), everything))
    world.realm(1).sleep()
    expect(world.server.about(await ask(world, world.realm(1)))?.subject).toBe('somebody else')
  })

  it('a wall clock that jumps forward costs a rotation, and one that jumps back another', async () => {
    const world = await signedIn(1)
    world.time.jumpWall(1_000 * hour)
    expect(await ask(world, world.realm(0))).toBe('access 2')
    expect(await ask(world, world.realm(0))).toBe('access 2')
    world.time.jumpWall(-2_000 * hour)
    expect(await ask(world, world.realm(0))).toBe('access 3')
    expect(await ask(world, world.realm(0))).toBe('access 3')
    await world.time.advance(hour)
    expect(await ask(world, world.realm(0))).toBe('access 4')
  })

  it('a wall clock that was set back does not make a token last longer', async () => {
    const world = await signedIn(1)
    await world.time.advance(hour - 40_000)
    world.time.jumpWall(-hour / 2)
    await world.time.advance(40_000)
    expect(await ask(world, world.realm(0))).toBe('access 2')
  })

  it('a token may last for sixty days', async () => {
    const world = realms(1)
    world.server.lifetime = 60 * 24 * hour
    world.realm(0).rotation.watch(() => {})
    await after(world, 0, world.realm(0).rotation.begin(world.server.signIn(), everything))
    await world.time.advance(60 * 24 * hour - 60_000)
    expect(await ask(world, world.realm(0))).toBe('access 1')
    await world.time.advance(60_000)
    expect(await ask(world, world.realm(0))).toBe('access 2')
  })
})
