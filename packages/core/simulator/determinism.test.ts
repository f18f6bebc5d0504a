import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { randomId, sha256 } from '../src/digest.js'
import { clockSuite } from '../test-support/clock-suite.js'
import { handClock } from '../test-support/hand-clock.js'
import { digestAtOnce, drawChanceFrom, quiet } from './determinism.js'
import { random } from './random.js'

clockSuite('handClock that waits for microtasks only', () => {
  const { clock, advance } = handClock(Date.UTC(2026, 0, 1), quiet)
  return { clock, pass: advance }
})

it('digests are the true ones, and there when the microtasks are done', async () => {
  digestAtOnce()
  const found: string[] = []
  sha256('refresh 1').then(digest => found.push(digest))
  await quiet()
  expect(found).toEqual([createHash('sha256').update('refresh 1').digest('base64url')])
})

it('waits and identifiers come again with the same numbers', () => {
  const drawn = [1, 1, 2].map(seed => {
    drawChanceFrom(random(seed), random(seed))
    return [Math.random(), Math.random(), randomId(), randomId()]
  })
  expect(drawn[0]).toEqual(drawn[1])
  expect(new Set(drawn.flat()).size).toBe(8)
})

it('microtasks of microtasks are waited for', async () => {
  let turns = 0
  const again = async (): Promise<void> => {
    await undefined
    turns += 1
    if (turns < 1_000) await again()
  }
  void again()
  await quiet()
  expect(turns).toBe(1_000)
})
