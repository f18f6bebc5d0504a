import { beforeAll, describe, expect, it } from 'vitest'
import { digestAtOnce } from './determinism.js'
import { live } from './life.js'
import { type Move, type Schedule, scheduleOf } from './schedule.js'
import { story } from './story.js'

beforeAll(digestAtOnce)

const lostAnswer: Schedule = {
  seed: 3,
  grant: 'user',
  server: 'strict',
  realms: 2,
  wants: 1,
  hasLock: true,
  moves: [
    { do: 'pass', milliseconds: 601_000 },
    { do: 'fault', realm: 1, step: 'send', fault: 'loses the answer' },
    { do: 'ask', realm: 1, want: 0, callers: 2 },
    { do: 'pass', milliseconds: 5_000 },
  ],
}

describe('a story', () => {
  it('can be read', async () => {
    expect(story(lostAnswer, await live(lostAnswer))).toMatchInlineSnapshot(`
      "seed 3: 2 realms, 1 wants, a strict server, 4 moves
              0 ms  realm 1    ▶ sign in as person 0
              1 ms  realm 1    writes active, version 0, epoch 0 · refresh 1 · access 1
            100 ms  everywhere ▶ pass, milliseconds 601000
         601100 ms  realm 2    ▶ fault, realm 1, step send, fault loses the answer
         601100 ms  realm 2    ▶ ask, realm 1, want 0, callers 2
         601100 ms  everywhere ▶ pass, milliseconds 5000
         601117 ms  realm 2    writes active, version 1, epoch 0 · refresh 1 · intent of realm 2, attempt 1 · access 1
         601118 ms  realm 2    sends refresh 1 for s0
         601118 ms  realm 2    ⚡ send loses the answer
         601121 ms  realm 2    hears of refresh 1: unknown
         601152 ms  realm 1    writes active, version 2, epoch 0 · refresh 1 · intent of realm 1, attempt 2 · access 1
         601152 ms  realm 1    sends refresh 1 for everything
         601153 ms  realm 1    hears of refresh 1: refused
         603155 ms  realm 1    writes active, version 3, epoch 0 · refresh 1 · intent of realm 1, attempt 2 · access 1
         603155 ms  realm 1    sends refresh 1 for everything
         603158 ms  realm 1    hears of refresh 1: refused
         603158 ms  realm 1    writes answer-lost, version 4, epoch 0 · intent of realm 1, attempt 2
      in the end: answer-lost"
    `)
  })

  it('ends with the promises that were broken', async () => {
    const { history, outcome } = await live(lostAnswer)
    history.broken(7, 'the session was lost')
    history.broken(7, 'the session was lost')
    expect(story(lostAnswer, { history, outcome }).split('\n').slice(-2)).toEqual([
      'in the end: answer-lost',
      '✗ promise 7. the session was lost',
    ])
  })

  it('is the same twice with the same seed, down to every record', async () => {
    for (let seed = 0; seed < 50; seed++) {
      const [one, other] = [await live(scheduleOf(seed)), await live(scheduleOf(seed))]
      expect(story(scheduleOf(seed), one)).toBe(story(scheduleOf(seed), other))
      expect(one.history.happenings).toEqual(other.history.happenings)
    }
  })

  it('of a machine tells what it asks for, and that it notices nothing while the store is down', async () => {
    const moves: readonly Move[] = [
      { do: 'ask', realm: 0, want: 0, callers: 2 },
      { do: 'pass', milliseconds: 1_000 },
    ]
    const asking: Schedule = { ...lostAnswer, grant: 'client', realms: 1, moves }
    expect(story(asking, await live(asking))).toMatchInlineSnapshot(`
      "seed 3: 1 realms, 1 wants, a strict server, the grant of a client, 2 moves
            100 ms  realm 1    ▶ ask, realm 0, want 0, callers 2
            100 ms  everywhere ▶ pass, milliseconds 1000
            125 ms  realm 1    asks for s0
            130 ms  realm 1    hears: granted
            138 ms  realm 1    writes active, version 130, epoch 130 · access 1
         691118 ms  realm 1    asks for s0
         691122 ms  realm 1    hears: granted
         691125 ms  realm 1    writes active, version 131, epoch 130 · access 2
        1091100 ms  everywhere ▶ in the end, take the store down
        1691131 ms  realm 1    asks for s0
        1691133 ms  realm 1    hears: granted
      in the end: active"
    `)
  })

  it('is another one with another seed', async () => {
    const stories = new Set<string>()
    for (let seed = 0; seed < 50; seed++)
      stories.add(story({ ...lostAnswer, seed }, await live({ ...lostAnswer, seed })))
    expect(stories.size).toBe(50)
  })
})
