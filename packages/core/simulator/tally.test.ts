import { describe, expect, it } from 'vitest'
import type { Told } from './history.js'
import { faults, steps } from './schedule.js'
import { blanks, sum, table, tallyOf } from './tally.js'

const lost: Told = { what: 'met', step: 'send', fault: 'loses the answer' }
const slow: Told = { what: 'met', step: 'look', fault: 'is slow' }

/** Faults at a step, and what may happen at any. */
const happenings = steps.flatMap(step => faults[step]).length + 15

describe('tally', () => {
  it('counts each fault once to a schedule, by how the grant stands in the end', () => {
    const tally = tallyOf(7, life('active', [lost, slow, lost, { what: 'read' }]))
    expect(tally).toEqual({
      schedules: 1,
      risky: 1,
      outcomes: { active: 1 },
      met: { 'send loses the answer active': 1, 'look is slow active': 1 },
      failures: [],
    })
  })

  it('counts what happens wherever a realm is, too', () => {
    const told: readonly Told[] = ['crash, realm 1', 'evict', 'evict', 'ask, realm 0'].map(move => ({
      what: 'did',
      move,
    }))
    expect(tallyOf(1, life('absent', told)).met).toEqual({ 'any crash absent': 1, 'any evict absent': 1 })
  })

  it('only a fault between intent and commit is a risk', () => {
    expect(tallyOf(1, life('active', [slow])).risky).toBe(0)
    for (const step of ['intend', 'commit'] as const)
      expect(tallyOf(1, life('active', [{ what: 'met', step, fault: 'fails' }])).risky).toBe(1)
  })

  it('adds everything up, and keeps each failure with its seed', () => {
    const tallies = [
      tallyOf(1, life('active', [lost])),
      tallyOf(2, life('answer-lost', [lost], ['2. again'])),
      tallyOf(3, life('active', [lost, slow])),
    ]
    expect(sum(tallies)).toEqual({
      schedules: 3,
      risky: 3,
      outcomes: { active: 2, 'answer-lost': 1 },
      met: { 'send loses the answer active': 2, 'send loses the answer answer-lost': 1, 'look is slow active': 1 },
      failures: [{ seed: 2, breaches: ['2. again'] }],
    })
    expect(sum([sum(tallies.slice(0, 1)), sum(tallies.slice(1)), sum([])])).toEqual(sum(tallies))
  })

  it('has a line for every fault and a column for every end', () => {
    const [head, ...lines] = table(sum([tallyOf(1, life('answer-lost', [lost]))])).split('\n')
    expect(head?.split(/ +/)).toEqual([
      'step',
      'fault',
      'active',
      'signed-out',
      'expired',
      'refused',
      'answer-lost',
      'subject-mismatch',
      'store-gone',
      'absent',
    ])
    expect(lines).toHaveLength(happenings)
    expect(lines.find(line => line.includes('loses the answer'))?.match(/\d+/g)).toEqual([...'00001000'])
  })

  it('says what never happened, until it has', () => {
    const every = steps.flatMap(step => faults[step]).length * 8
    expect(blanks(sum([]))).toHaveLength(every)
    const left = blanks(tallyOf(1, life('active', [lost])))
    expect(left).toHaveLength(every - 1)
    expect(left).toContain('send loses the answer refused')
    expect(left).not.toContain('send loses the answer active')
  })
})

function life(outcome: string, told: readonly Told[], breaches: readonly string[] = []) {
  const happenings = told.map(what => ({ ...what, at: 0, realm: 'realm 1' }))
  return { outcome, history: { happenings, breaches, tell: () => {}, broken: () => {} } }
}
