import { describe, expect, it } from 'vitest'
import { random } from './random.js'

const hundred = Array.from({ length: 100 }, (_, index) => index)

describe('random', () => {
  it('numbers come again with the same seed', () => {
    const [one, other] = [random(7), random(7)]
    for (const below of hundred) expect(one.under(below + 1)).toBe(other.under(below + 1))
  })

  it('seeds that are neighbours have nothing in common', () => {
    const firsts = hundred.map(seed => random(seed).under(1_000_000))
    expect(new Set(firsts).size).toBe(100)
  })

  it('every number below the limit is drawn about as often, and no other', () => {
    const draw = random(1)
    const counts = new Map<number, number>()
    for (let drawn = 0; drawn < 10_000; drawn++) {
      const number = draw.under(10)
      counts.set(number, (counts.get(number) ?? 0) + 1)
    }
    expect([...counts.keys()].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  })

  it('picks each of the choices, the last one too', () => {
    const draw = random(2)
    expect(new Set(hundred.map(() => draw.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']))
    expect(draw.pick(['only'])).toBe('only')
  })

  it('a share of nothing never comes, one of everything always, and one of a fifth in about a fifth', () => {
    const draw = random(3)
    const times = (share: number) => Array.from({ length: 1_000 }, () => draw.percent(share)).filter(Boolean).length
    expect([times(0), times(100)]).toEqual([0, 1_000])
    expect(Math.abs(times(20) - 200)).toBeLessThan(50)
  })
})
