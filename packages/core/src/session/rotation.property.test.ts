import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Realm, type Realms, realms } from '../../test-support/realms.js'
import { isOAuthError } from '../errors.js'
import { type GrantRecord, readGrant, wanted } from './grant-record.js'

const wants = [wanted(), wanted({ scope: 'read' })] as const

type Step =
  | { readonly do: 'ask'; readonly realm: number; readonly want: 0 | 1 }
  | { readonly do: 'pass'; readonly milliseconds: number }
  | { readonly do: 'freeze' | 'thaw' | 'kill' | 'sleep' | 'wake' | 'sign in' | 'sign out'; readonly realm: number }
  | { readonly do: 'break'; readonly realm: number; readonly fails: Realm['storeFails'] }
  | { readonly do: 'request'; readonly fate: 'lost' | 'failed' | 'unsent' | 'misconfigured' }
  | { readonly do: 'slow'; readonly milliseconds: number }

const realm = fc.nat({ max: 3 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('ask'), realm, want: fc.constantFrom(0, 1) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pass'),
      milliseconds: fc.constantFrom(0, 1, 500, 2_000, 20_000, 60_000, 3_600_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('freeze', 'thaw', 'thaw', 'kill', 'sleep', 'wake'), realm }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('sign in', 'sign out'), realm }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('break'),
      realm,
      fails: fc.constantFrom<Realm['storeFails']>([], [], ['reading', 'writing'], ['writing'], ['hearing']),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('request'),
      fate: fc.constantFrom('lost', 'failed', 'unsent', 'misconfigured'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('slow'), milliseconds: fc.constantFrom(0, 1_000, 25_000) }) },
)

/** Shorter ones end before much can go wrong. */
const lives = fc.array(step, { maxLength: 40, size: 'max' })

/** What was asked of a realm, and what came of it. */
interface Call {
  readonly realm: Realm
  settled: boolean
}

/** Why sessions end, held against what was done to the realms. */
interface Coroner {
  /** What nobody can justify. */
  readonly complaints: readonly string[]
  signsOut(realm: Realm): void
  breaks(realm: Realm): void
}

/**
 * This server refuses only what was revoked, and tokens are revoked only of a session that is over. So where a session ends because it was
 * refused, somebody had signed out and could not store it. Whoever asked once to be signed out is signed out once.
 */
function coroner({ store, server, identity }: Realms): Coroner {
  const complaints: string[] = []
  const left = new Set<Realm>()
  let isUntold = false
  let unanswered = 0
  let latest: GrantRecord | undefined
  const { compareAndSwap } = store

  store.compareAndSwap = async (key, expected, next) => {
    const written = await readGrant({ ...store, get: async () => next }, identity)
    const won = await compareAndSwap(key, expected, next)
    if (!won) return false
    if (latest && latest.state !== written.state) judge(latest, written)
    latest = written
    return true
  }

  function judge({ secrets }: GrantRecord, { state }: GrantRecord): void {
    if (state === 'active') return
    if (state === 'signed-out') unanswered -= 1
    const isRefused = state === 'refused' || state === 'answer-lost'
    const isJust = isRefused ? isUntold && server.isRevoked(secrets.refresh) : state === 'signed-out' && unanswered >= 0
    if (!isJust) complaints.push(`It ended as ${state}, for nothing that was done.`)
  }

  return {
    complaints,
    signsOut: realm => {
      unanswered += 1
      left.add(realm)
      isUntold ||= realm.storeFails.length > 0
    },
    breaks: realm => {
      isUntold ||= left.has(realm) && realm.storeFails.length > 0
    },
  }
}

/** What has become of realms to which steps happened. */
interface Life {
  readonly world: Realms
  readonly alive: readonly Realm[]
  readonly calls: readonly Call[]
  readonly complaints: readonly string[]
  /** Whom it makes known to all. */
  signIn(realm: Realm): string
}

/** Realms to which these steps happened, one after the other. */
async function lived(count: number, steps: readonly Step[]): Promise<Life> {
  const world = realms(0)
  const { complaints, signsOut, breaks } = coroner(world)
  const { server, time } = world
  server.grace = Number.POSITIVE_INFINITY
  const known = new Map<Realm, (string | undefined)[]>()
  const open = () => {
    const opened = world.open()
    const subjects = [opened.known.record.secrets.subject]
    known.set(opened, subjects)
    opened.known.listen(() => subjects.push(opened.known.record.secrets.subject))
    opened.rotation.watch(() => {})
    return opened
  }
  const alive = Array.from({ length: count }, open)
  const calls: Call[] = []
  const at = (index: number) => alive[index % count] ?? open()
  let subjects = 0

  function track(realm: Realm, promise: Promise<unknown>): void {
    const call = { realm, settled: false }
    calls.push(call)
    const settle = () => {
      call.settled = true
    }
    promise.then(settle, settle)
  }

  function signIn(realm: Realm): string {
    subjects += 1
    const subject = `subject ${subjects}`
    track(realm, realm.rotation.begin(server.signIn(wants[0], subject), wants[0]))
    return subject
  }

  function signOut(realm: Realm): void {
    signsOut(realm)
    track(realm, realm.rotation.end('signed-out'))
  }

  function ask(realm: Realm, want: 0 | 1): void {
    const subjects = known.get(realm) ?? []
    const before = subjects.length - 1
    const asked = realm.rotation.token(wants[want]).then(token => {
      const issued = server.about(token)
      expect(issued?.scope).toBe(wants[want].scope)
      expect(subjects.slice(before)).toContain(issued?.subject)
    })
    track(realm, asked.catch(failUnlessOurs))
  }

  signIn(at(0))
  await time.advance(0)
  for (const next of steps) {
    switch (next.do) {
      case 'ask':
        ask(at(next.realm), next.want)
        break
      case 'pass':
        await time.advance(next.milliseconds)
        break
      case 'break':
        at(next.realm).storeFails = next.fails
        breaks(at(next.realm))
        break
      case 'request':
        server.next(next.fate)
        break
      case 'slow':
        server.latency = next.milliseconds
        break
      case 'kill':
        at(next.realm).kill()
        alive[next.realm % count] = open()
        break
      case 'sign in':
        signIn(at(next.realm))
        break
      case 'sign out':
        signOut(at(next.realm))
        break
      default:
        at(next.realm)[next.do]()
    }
  }
  for (const realm of alive) {
    realm.storeFails = []
    realm.thaw()
    realm.wake()
  }
  server.heal()
  await time.advance(10 * 60_000)
  return { world, alive, complaints, signIn, calls: calls.filter(({ realm }) => alive.includes(realm)) }
}

const failures: unknown[] = []

function failUnlessOurs(thrown: unknown): void {
  if (!(thrown instanceof Error) || thrown.name !== 'OAuthError') failures.push(thrown)
}

/** Whom a realm serves once a minute has passed, or how it says that the session ended. */
async function served({ world }: Life, realm: Realm): Promise<string | undefined> {
  const asked = realm.rotation.token(wants[0]).then(
    token => world.server.about(token)?.subject,
    (error: unknown) => (isOAuthError(error) ? `${error.facts.reason}` : `${error}`),
  )
  await world.time.advance(60_000)
  return asked
}

describe('Whatever happens to two to four realms', () => {
  it('no token is spent twice unrecorded, no session is lost, nobody waits for ever, and all recover', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 4 }), lives, async (count, steps) => {
        failures.length = 0
        const life = await lived(count, steps)
        const { world, alive, calls, complaints, signIn } = life
        expect(failures).toEqual([])

        for (const { isSecond, stored } of world.sent)
          if (isSecond) expect((await stored).intent?.attempt).toBeGreaterThan(1)
        expect(world.server.reuseDetections).toBe(0)

        expect(calls.filter(({ settled }) => !settled)).toHaveLength(0)

        for (const realm of alive) {
          const answer = await served(life, realm)
          const { state, secrets } = await world.stored()
          expect(answer).toBe(state === 'active' ? secrets.subject : state)
        }
        expect(complaints).toEqual([])

        const [first] = alive
        const subject = first && signIn(first)
        await world.time.advance(0)
        for (const realm of alive) expect(await served(life, realm)).toBe(subject)
      }),
      { numRuns: Number(process.env.RUNS ?? 150), seed: Number(process.env.SEED ?? 1) },
    )
  }, 600_000)
})
