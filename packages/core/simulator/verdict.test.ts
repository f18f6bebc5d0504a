import { describe, expect, it } from 'vitest'
import { blanks, sum, type Tally } from './tally.js'
import { problemsOf } from './verdict.js'

/** Every fault was met once with every end. */
const complete: Tally = {
  ...sum([]),
  schedules: 100_000,
  risky: 50_000,
  met: Object.fromEntries(blanks(sum([])).map(name => [name, 1])),
}

describe('a run', () => {
  it('in which every fault was met with every end, and half of all had one between intent and commit, succeeds', () => {
    expect(problemsOf(complete)).toEqual([])
  })

  it('with a single blank in its table fails, and says which', () => {
    for (const name of blanks(sum([]))) {
      const problems = problemsOf({ ...complete, met: { ...complete.met, [name]: 0 } })
      expect(problems).toEqual([`it never happened: ${name}`])
    }
  })

  it('too short for every fault to be met with every end is not held against that', () => {
    expect(problemsOf({ ...complete, schedules: 99_999, met: {} })).toEqual([])
  })

  it('with too few faults between intent and commit fails', () => {
    const problems = ['fewer than half had a fault between intent and commit']
    expect(problemsOf({ ...complete, risky: 49_999 })).toEqual(problems)
  })

  it('in which a promise was broken fails', () => {
    const failures = [{ seed: 7, breaches: ['2. again'] }]
    expect(problemsOf({ ...complete, failures })).toEqual(['1 schedules broke a promise'])
  })
})
