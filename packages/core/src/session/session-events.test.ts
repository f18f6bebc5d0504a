import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Realm, type Realms, realms } from '../../test-support/realms.js'
import { OAuthError } from '../errors.js'
import { emptyRecord, type GrantRecord, wanted } from './grant-record.js'
import { type SessionEvent, sessionEvents } from './session-events.js'

const want = wanted()

interface Watched {
  readonly realm: Realm
  readonly told: SessionEvent[]
  /** When that was, by the monotonic clock. */
  readonly at: number[]
  /** Every access token that it ever knew. */
  readonly known: Set<string>
}

function watched(world: Realms, realm: Realm): Watched {
  const told: SessionEvent[] = []
  const known = new Set<string>()
  const at: number[] = []
  const listen = (event: SessionEvent) => {
    told.push(event)
    at.push(world.time.clock.monotonic())
  }
  const heed = sessionEvents(listen)(async () => ({ realm: realm.name }), world.time.clock)
  realm.rotation.watch(() => {
    const { record, error } = realm.rotation.view()
    for (const { token } of Object.values(record.secrets.access)) known.add(token)
    heed(record, error, undefined)
  })
  return { realm, told, at, known }
}

/** Two realms that are watched while these things happen to them. */
async function lived(steps: readonly Step[]): Promise<readonly Watched[]> {
  const world = realms(2)
  world.server.grace = Number.POSITIVE_INFINITY
  const tabs = [watched(world, world.realm(0)), watched(world, world.realm(1))]
  await world.time.advance(0)
  await world.realm(0).rotation.begin(world.server.signIn(want), want)
  await world.time.advance(0)
  for (const step of steps) {
    if (step.do === 'pass') await world.time.advance(step.milliseconds)
    else if (step.do === 'fail') world.server.next(step.fate)
    else if (step.do === 'sleep') world.realm(step.realm).sleep()
    else
      void world
        .realm(step.realm)
        .rotation.token(want)
        .catch(() => {})
  }
  await world.time.advance(600_000)
  return tabs
}

type Step =
  | { readonly do: 'ask' | 'sleep'; readonly realm: number }
  | { readonly do: 'pass'; readonly milliseconds: number }
  | { readonly do: 'fail'; readonly fate: 'lost' | 'failed' | 'unsent' }

const realm = fc.nat({ max: 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('ask', 'ask', 'sleep'), realm }),
  fc.record({ do: fc.constant('pass'), milliseconds: fc.constantFrom(0, 500, 60_000, 3_600_000) }),
  fc.record({ do: fc.constant('fail'), fate: fc.constantFrom('lost', 'failed', 'unsent') }),
)

describe('What is told of a session', () => {
  it('counts every renewal once, as that of the realm which made it, whatever happens, and names no token and nobody', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
        const tabs = await lived(steps)
        const known = new Set(tabs.flatMap(({ known }) => [...known]))
        const own = tabs.flatMap(({ told }) => told.filter(event => event.kind === 'renewed' && event.by === 'this'))
        expect(own).toHaveLength(known.size - 1)
        expect(JSON.stringify(tabs.map(({ told }) => told))).not.toMatch(/somebody|(access|refresh) \d/)
        for (const { told } of tabs) {
          const troubled = told.filter(({ kind }) => kind === 'renewal-failed').length
          expect(told.filter(({ kind }) => kind === 'recovered').length).toBeLessThanOrEqual(troubled)
        }
      }),
      { numRuns: 150, seed: 1 },
    )
  })

  it('counts the attempts, and times the one that was answered', async () => {
    const world = realms(1)
    world.server.grace = Number.POSITIVE_INFINITY
    const { realm, told, at } = watched(world, world.realm(0))
    await world.time.advance(0)
    await realm.rotation.begin(world.server.signIn(want), want)
    await world.time.advance(3_600_000)
    world.server.latency = 700
    world.server.next('lost')
    void realm.rotation.token(want).catch(() => {})
    await world.time.advance(700)
    realm.wake()
    await world.time.advance(300)
    realm.wake()
    await world.time.advance(60_000)
    const [, failedAt = 0, , recoveredAt = 0] = at
    expect(told).toEqual([
      { kind: 'signed-in', by: 'this' },
      { kind: 'renewal-failed', code: 'network_failed', facts: {} },
      { kind: 'renewed', by: 'this', attempt: 2, took: 700 },
      { kind: 'recovered', after: recoveredAt - failedAt },
    ])
  })

  it('claims no renewal of another realm, though what came before it was left by this one', async () => {
    const world = realms(0)
    world.server.grace = Number.POSITIVE_INFINITY
    const deaf = watched(world, world.open({ isDeaf: true }))
    await world.time.advance(0)
    await deaf.realm.rotation.begin(world.server.signIn(want), want)
    await world.time.advance(3_600_000)
    world.server.next('lost')
    void deaf.realm.rotation.token(want).catch(() => {})
    await world.time.advance(0)
    const other = watched(world, world.open())
    await world.time.advance(0)
    deaf.realm.wake()
    await world.time.advance(60_000)
    const renewals = [deaf, other].map(({ told }) => told.filter(({ kind }) => kind === 'renewed'))
    expect(renewals).toEqual([
      [{ kind: 'renewed', by: 'another' }],
      [{ kind: 'renewed', by: 'this', attempt: 2, took: expect.any(Number) }],
    ])
  })

  it('says once that a failure repeats, and nothing of what is in the way where nobody is signed in', async () => {
    const world = realms(1)
    const { realm, told } = watched(world, world.realm(0))
    realm.storeFails = ['reading']
    realm.wake()
    await world.time.advance(60_000)
    realm.storeFails = []
    await world.time.advance(600_000)
    expect(told).toEqual([])

    await realm.rotation.begin(world.server.signIn(want), want)
    await world.time.advance(3_600_000)
    world.server.next('unsent', 'unsent', 'unsent')
    void realm.rotation.token(want).catch(() => {})
    await world.time.advance(600_000)
    const kinds = told.map(({ kind }) => kind)
    expect(kinds).toEqual(['signed-in', 'renewal-failed', 'renewed', 'recovered'])
    expect(world.server.requests).toBe(4)
  })

  it('says what was in the way before a sign-in and still is, and of what was not told that it is over', async () => {
    const world = realms(1)
    const { realm, told } = watched(world, world.realm(0))
    const kinds = () => told.splice(0).map(({ kind }) => kind)
    await world.time.advance(0)
    await realm.rotation.begin(world.server.signIn(want), want)
    realm.storeFails = ['writing']
    void realm.rotation.end('signed-out')
    await world.time.advance(1_000)
    expect([kinds(), realm.rotation.view().error?.code]).toEqual([['signed-in', 'ended'], 'storage_failed'])

    void realm.rotation.begin(world.server.signIn(want), want)
    await world.time.advance(1_000)
    expect(kinds()).toEqual(['signed-in', 'renewal-failed'])
    realm.storeFails = []
    await world.time.advance(600_000)
    expect(kinds()).toEqual(['recovered'])
  })

  it('finds what was there when the store could not be read at first, and knows its own sign-in from that', async () => {
    const world = realms(1)
    const blind = () => {
      const realm = world.open()
      realm.storeFails = ['reading']
      return watched(world, realm)
    }
    const own = blind()
    await world.time.advance(0)
    void own.realm.rotation.begin(world.server.signIn(want), want)
    await world.time.advance(0)
    own.realm.storeFails = []
    await world.time.advance(600_000)
    const other = blind()
    await world.time.advance(0)
    expect(other.told).toEqual([])
    other.realm.storeFails = []
    await world.time.advance(600_000)
    expect([own.told[0], other.told[0]]).toEqual([{ kind: 'signed-in', by: 'this' }, { kind: 'found' }])
  })

  it('says that one account gave way to another', () => {
    const record: GrantRecord = {
      ...emptyRecord({ issuer: '', client: '', slot: '' }),
      state: 'active',
      version: 1,
      epoch: 1,
    }
    const of = (subject: string, epoch: number) => ({ ...record, epoch, secrets: { ...record.secrets, subject } })
    return expect(toldOf([of('ada', 1), of('ada', 2), of('bob', 3)])).resolves.toEqual([
      { kind: 'found' },
      { kind: 'signed-in', by: 'another' },
      { kind: 'ended', reason: 'switched' },
      { kind: 'signed-in', by: 'another' },
    ])
  })

  it('repeats nothing that a server wrote for people, and no address beyond its origin', async () => {
    const facts = {
      origin: 'https://id.example',
      status: 400,
      description: 'no Ada here',
      sub: 'ada',
      unsent: undefined,
    }
    const words = ['temporarily_unavailable', 'Ada Lovelace', 'eyJhbGciOi']
    const failures = words.map(serverError => new OAuthError('authorization_refused', facts, { serverError }))
    const told = { kind: 'attempt-failed', code: 'authorization_refused', facts: { origin: facts.origin, status: 400 } }
    expect(await toldOf([], failures)).toEqual([{ ...told, serverError: 'temporarily_unavailable' }, told, told])
  })

  it('reaches a listener that failed before', async () => {
    const { time } = realms(0)
    const told: SessionEvent[] = []
    const thrown = new Promise<unknown>(resolve => process.once('unhandledRejection', resolve))
    const heed = sessionEvents(event => {
      told.push(event)
      if (told.length === 1) throw new RangeError('of the listener')
    })(() => Promise.reject(new OAuthError('code_not_loaded')), time.clock)
    const record = { ...emptyRecord({ issuer: '', client: '', slot: '' }), epoch: 1, state: 'active' } as const
    heed(record, undefined, undefined)
    heed({ ...record, epoch: 2, secrets: { ...record.secrets, signIn: 'by somebody' } }, undefined, undefined)
    expect(await thrown).toBeInstanceOf(RangeError)
    await time.advance(0)
    expect(told).toEqual([{ kind: 'found' }, { kind: 'signed-in', by: 'another' }])
  })
})

async function toldOf(records: readonly GrantRecord[], failures: readonly OAuthError[] = []) {
  const { time } = realms(0)
  const told: SessionEvent[] = []
  const heed = sessionEvents(event => told.push(event))(async () => ({ realm: 'here' }), time.clock)
  for (const record of records) heed(record, undefined, undefined)
  for (const failure of failures) heed(emptyRecord({ issuer: '', client: '', slot: '' }), undefined, failure)
  await time.advance(0)
  return told
}
