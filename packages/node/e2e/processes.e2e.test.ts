import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { clientSecret } from '@tessera/core/client-authentication'
import { discover } from '@tessera/core/endpoints'
import { password } from '@tessera/core/grants/password'
import { wanted } from '@tessera/core/session'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hasRedis, type RedisServer, startRedis } from '../test-support/redis-server.ts'
import { type Fleet, startFleet } from './fleet.ts'
import { type Shared, sharedSession } from './shared-session.ts'

/** `TESSERA_ROTATIONS=500` is the long run. */
const rotations = Number(process.env.TESSERA_ROTATIONS ?? 4)
const calm = Math.ceil(rotations / 3)
/** Between two accidents. */
const pause = Math.ceil(rotations / 50)
const processes = 8
/** Enough to lose a session. */
const careless = 4
const patience = 120_000 + rotations * 10_000

let server: RunningProvider
let fleet: Fleet
beforeAll(async () => {
  server = await startProvider({ accessTokenSeconds: 1 })
})
afterAll(() => server.close())
beforeEach(() => {
  server.setGraceSeconds(0)
  server.delayTokenAnswers(0)
})

/** Somebody signs in, and from then on these processes share the session. */
async function begin(storedAt: (index: number) => Shared['storedAt'], withoutLock = false): Promise<void> {
  const { issuer, clients, users } = server
  const { id: clientId, secret } = clients.firstParty
  const sharedBy = (index: number) => ({ issuer, clientId, secret, withoutLock, storedAt: storedAt(index) })
  const registration = { server: await discover(issuer), clientId, authentication: clientSecret(secret) }
  const tokens = await password(registration, { ...users.bob, scope: 'openid orders.read' })
  const first = await sharedSession(sharedBy(0), () => {})
  await first.rotation.begin(tokens, wanted())
  first.close()
  server.resetCounters()
  fleet = startFleet(withoutLock ? careless : processes, sharedBy)
}

function refreshes(): number {
  return server.counters.tokenRequestsByGrantType.refresh_token ?? 0
}

/** Nobody is killed, and a second spend would end the session at once. */
async function liveInPeace(): Promise<void> {
  await fleet.rotations(calm)
  expect(server.counters).toMatchObject({ reuseDetections: 0, tokenRequestsByResult: { granted: refreshes() } })
  expect(Math.abs(refreshes() - fleet.handed.size)).toBeLessThanOrEqual(1)
  expect(Object.fromEntries(fleet.errors)).toEqual({})
}

/**
 * By turns somebody is killed at any moment, and whoever has sent the refresh token, about when the answer comes: each at least once,
 * and until an answer was lost.
 */
async function liveDangerously(alsoKill: () => Promise<void>): Promise<void> {
  server.setGraceSeconds(60)
  server.delayTokenAnswers(60)
  for (let turn = 0; turn < 3 || refreshes() < rotations || server.counters.graceUses === 0; turn++) {
    await fleet.rotations(pause)
    if (turn % 3 === 0) fleet.replace(await fleet.nextSpender().then(later))
    if (turn % 3 === 1) await alsoKill()
    if (turn % 3 === 2) fleet.replace(await setTimeout(Math.random() * 1_000).then(fleet.anybody))
  }
  await fleet.rotations(1)
}

async function later<T>(what: T): Promise<T> {
  await setTimeout(Math.random() * 90)
  return what
}

function report(name: string, outages: number): void {
  const { handed, waits, errors, kills, asks } = fleet
  const { graceUses, reuseDetections } = server.counters
  const sorted = waits.toSorted((a, b) => a - b)
  const wait = (part: number) => `${Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0)} ms`
  console.log(
    `${processes} processes over ${name}: ${refreshes()} token requests for ${handed.size} tokens handed out;`,
    `${kills} processes killed, ${outages} outages of the store; ${graceUses} lost answers asked for again,`,
    `${reuseDetections} reuse detections, ${errors.get('session_ended') ?? 0} sessions lost.`,
    `In line per expiry: ${(asks / handed.size).toFixed(1)}. A new token was waited for`,
    `${wait(0.5)} (median), ${wait(0.95)} (95 %), ${wait(1)} (longest).`,
    `What callers were told: ${JSON.stringify(Object.fromEntries(errors))}`,
  )
}

/** One token request per expiry, plus one for each answer that nobody lived to store. */
function expectAllIsWell(outages: number): void {
  const { handed, errors, kills } = fleet
  const { reuseDetections, graceUses, tokenRequestsByResult, tokenRequestsByGrantType } = server.counters
  expect(tokenRequestsByGrantType).toEqual({ refresh_token: refreshes() })
  expect(tokenRequestsByResult).toEqual({ granted: refreshes() })
  expect(reuseDetections).toBe(0)
  expect(graceUses).toBeGreaterThan(0)
  expect(graceUses).toBeLessThanOrEqual(kills + outages)
  expect(refreshes() - handed.size).toBeLessThanOrEqual(graceUses + 1)
  const harmless = ['storage_failed', 'lock_timeout']
  expect([...errors.keys()].filter(code => !harmless.includes(code))).toEqual([])
}

describe('eight processes over a file store', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tessera-processes-'))
  })
  afterEach(async () => {
    await fleet.close()
    await rm(folder, { recursive: true })
  })

  it('share one session, whoever is killed', { timeout: patience }, async () => {
    await begin(() => ({ folder }))
    await liveInPeace()
    await liveDangerously(async () => fleet.replace(await fleet.nextSpender()))
    report('files', 0)
    expectAllIsWell(0)
  })

  it('lose it without the lock', async () => {
    await begin(() => ({ folder }), true)
    await expect.poll(() => fleet.errors.get('session_ended'), { timeout: 60_000 }).toBeGreaterThan(0)
    expect(server.counters.reuseDetections).toBeGreaterThan(0)
  })
})

describe.skipIf(!hasRedis)('eight processes over a Redis store', () => {
  let redis: RedisServer
  beforeEach(async () => {
    redis = await startRedis()
  })
  afterEach(async () => {
    await fleet.close()
    await redis.close()
  })

  const storedAt = (index: number) => (index % 2 ? { redis: redis.url } : { ioredis: redis.url })

  it('share one session, whoever is killed, the Redis server included', { timeout: patience }, async () => {
    let outages = 0
    await begin(storedAt)
    await liveInPeace()
    await liveDangerously(async () => {
      await fleet.nextSpender().then(later)
      outages += 1
      await redis.kill()
      await setTimeout(500)
      await redis.restart()
    })
    report('Redis', outages)
    expectAllIsWell(outages)
  })

  it('lose it without the lock', async () => {
    await begin(storedAt, true)
    await expect.poll(() => fleet.errors.get('session_ended'), { timeout: 60_000 }).toBeGreaterThan(0)
    expect(server.counters.reuseDetections).toBeGreaterThan(0)
  })
})
