import { describe, expect, it } from 'vitest'
import { optionsIn } from './options.js'

describe('options', () => {
  it('a hundred thousand schedules from the first seed, if nothing is said', () => {
    expect(optionsIn([])).toEqual({ schedules: 100_000, seed: 0 })
    expect(optionsIn(['--seed', '7', '--schedules=3'])).toEqual({ schedules: 3, seed: 7 })
    expect(optionsIn(['--seed', '4294967295', '--schedules', '1'])).toEqual({ schedules: 1, seed: 4_294_967_295 })
  })

  it.each([
    ['--schedules many', '--schedules many is no whole number'],
    ['--schedules 1.5', '--schedules 1.5 is no whole number'],
    ['--schedules=-1', '--schedules -1 is no whole number'],
    ['--schedules=', '--schedules  is no whole number'],
    ['--schedules 0', '--schedules 0 leaves nothing to live through'],
    ['--seed 4294967295 --schedules 2', 'there is no seed beyond 4294967295'],
    ['--seeds 3', "Unknown option '--seeds'"],
    ['--seed', "Option '--seed <value>' argument missing"],
    ['7', "Unexpected argument '7'"],
  ])('%s is explained', (line, problem) => {
    const options = optionsIn(line.split(' '))
    expect(options).toEqual({ problem: expect.stringContaining(problem) })
    expect(options).toEqual({ problem: expect.stringContaining('Usage: npm run simulate') })
  })
})
