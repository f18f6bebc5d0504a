import fc from 'fast-check'
import { expect, it } from 'vitest'
import { signedIn } from '../../test-support/asked.js'
import { isOAuthError } from '../errors.js'
import type { Entry } from '../ports/store.js'
import { grantKey, wanted } from './grant-record.js'

const want = wanted()

/** Something else in place of one part of it, however deep, or nothing. */
interface Damage {
  readonly path: readonly number[]
  readonly instead: unknown
}

const damage: fc.Arbitrary<Damage> = fc.record({
  path: fc.array(fc.nat(), { maxLength: 4 }),
  instead: fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.constantFrom(null, 0, '', [null], { a: null })),
})

function damaged(value: unknown, { path: [step, ...path], instead }: Damage): unknown {
  if (step === undefined || !(value instanceof Object)) return instead
  const parts = Object.entries(value)
  const at = step % Math.max(1, parts.length)
  const changed = parts.map(([name, part], index) => [name, index === at ? damaged(part, { path, instead }) : part])
  return Array.isArray(value) ? changed.map(([, part]) => part) : Object.fromEntries(changed)
}

async function isOurs(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    error => isOAuthError(error),
  )
}

it('Whatever is damaged in a stored record, nobody sees any error but ours, and nobody is kept from signing in', async () => {
  let signIns = 0
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('clear', 'sealed'), damage, async (part, how) => {
      const world = await signedIn(1)
      const key = grantKey(world.identity)
      await world
        .realm(0)
        .rotation.token(want, 'access 1')
        .catch(() => {})
      const entry = await world.store.get(key)
      if (!entry) throw new Error('nothing is stored')
      const { version } = entry
      const next: Entry = { ...entry, version: version + 1, [part]: damaged(entry[part], how) }
      await world.store.compareAndSwap(key, version, next)

      const { rotation, known } = world.open()
      const asked = isOurs(rotation.token(want))
      await world.time.advance(120_000)
      expect(await asked).toBe(true)
      const ended = isOurs(rotation.end('signed-out'))
      await world.time.advance(60_000)
      expect(await ended).toBe(true)
      if (known.record.state === 'newer') return

      signIns += 1
      const begun = rotation.begin(world.server.signIn(), want)
      await world.time.advance(60_000)
      await begun
      expect((await world.stored()).state).toBe('active')
      const got = rotation.token(want)
      await world.time.advance(60_000)
      expect(await got).toMatch(/^access /)
    }),
    { numRuns: Number(process.env.RUNS ?? 150), seed: Number(process.env.SEED ?? 1) },
  )
  expect(signIns).toBeGreaterThan(100)
})
