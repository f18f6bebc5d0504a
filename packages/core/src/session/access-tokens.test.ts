import { describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { accessTokens } from './access-tokens.js'

const minute = 60_000

function holding(expiresIn: number | undefined, age = 0) {
  const time = handClock()
  const tokens = accessTokens(time.clock)
  tokens.hold({ api: { token: 'one', type: 'Bearer', wallAt: time.clock.wall() - age, expiresIn } })
  return { time, tokens }
}

describe('An access token', () => {
  it('is fresh until a margin before its end: half a minute, or a tenth of a short life', async () => {
    for (const [lifetime, margin] of [
      [60 * minute, 30_000],
      [minute, 6_000],
    ] as const) {
      const { time, tokens } = holding(lifetime)
      await time.advance(lifetime - margin - 1)
      expect(tokens.fresh('api')?.token.token).toBe('one')
      await time.advance(1)
      expect(tokens.fresh('api')).toBeUndefined()
      await time.advance(margin - 1)
      expect(tokens.alive('api')?.token.token).toBe('one')
      expect(tokens.anyAlive()).toBe(true)
      await time.advance(1)
      expect(tokens.alive('api')).toBeUndefined()
      expect(tokens.anyAlive()).toBe(false)
    }
  })

  it('is enough, beside another that is not', async () => {
    const { time, tokens } = holding(undefined)
    const { clock } = time
    const one = { token: 'one', type: 'Bearer', wallAt: clock.wall() }
    tokens.hold({ dead: { ...one, expiresIn: minute }, api: { ...one, expiresIn: 60 * minute } })
    await time.advance(minute)
    expect(tokens.anyAlive()).toBe(true)
  })

  it('without a lifetime stays', async () => {
    const { time, tokens } = holding(undefined)
    await time.advance(100_000 * minute)
    expect(tokens.fresh('api')).toBeDefined()
  })

  it('ages by whichever clock went further', async () => {
    const sleeping = holding(60 * minute)
    sleeping.time.jumpWall(60 * minute)
    expect(sleeping.tokens.alive('api')).toBeUndefined()

    const setBack = holding(60 * minute)
    await setBack.time.advance(30 * minute)
    setBack.time.jumpWall(-30 * minute)
    await setBack.time.advance(30 * minute)
    expect(setBack.tokens.alive('api')).toBeUndefined()

    const old = holding(60 * minute, 30 * minute)
    old.time.jumpWall(-30 * minute)
    await old.time.advance(30 * minute)
    expect(old.tokens.alive('api')).toBeUndefined()
  })

  it('from the future is not usable; one that is half a minute ahead is', () => {
    expect(holding(60 * minute, -30_000).tokens.fresh('api')).toBeDefined()
    expect(holding(60 * minute, -30_001).tokens.fresh('api')).toBeUndefined()
    expect(holding(60 * minute, -10 * minute).tokens.fresh('api')).toBeUndefined()
  })

  it('keeps its age, and its promise, when it is held again', async () => {
    const { time, tokens } = holding(60 * minute)
    const answer = tokens.fresh('api')?.answer
    time.jumpWall(-minute / 6)
    await time.advance(59 * minute)
    tokens.hold({ api: { token: 'one', type: 'Bearer', wallAt: time.clock.wall(), expiresIn: 60 * minute } })
    expect(tokens.fresh('api')?.answer).toBe(answer)
    await time.advance(minute)
    expect(tokens.alive('api')).toBeUndefined()
  })
})
