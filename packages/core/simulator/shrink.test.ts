import { beforeAll, expect, it, vi } from 'vitest'
import { digestAtOnce } from './determinism.js'
import { live } from './life.js'
import { answerTo } from './network.js'
import type { Move, Schedule } from './schedule.js'
import { shrunk } from './shrink.js'

vi.mock('./network.js', { spy: true })

beforeAll(async () => {
  digestAtOnce()
  await plantBreach()
})

const expire: Move = { do: 'pass', milliseconds: 601_000 }
const limited: Move = { do: 'fault', realm: 0, step: 'send', fault: 'is answered 429' }
const ask = (realm: number, callers: number): Move => ({ do: 'ask', realm, want: 0, callers })

const long: Schedule = {
  seed: 5,
  grant: 'user',
  server: 'grace',
  realms: 4,
  wants: 1,
  hasLock: true,
  moves: [
    ask(2, 3),
    { do: 'pass', milliseconds: 50 },
    { do: 'freeze', realm: 3 },
    { do: 'fault', realm: 1, step: 'commit', fault: 'is slow' },
    expire,
    ask(1, 50),
    { do: 'pass', milliseconds: 45_000 },
    { do: 'thaw', realm: 3 },
    limited,
    { do: 'hide', realm: 2 },
    expire,
    ask(0, 50),
    { do: 'pass', milliseconds: 700 },
    { do: 'crash', realm: 2 },
    ask(3, 2),
  ],
}

it('a schedule that breaks a promise becomes minimal, and still breaks it', async () => {
  expect(await broken(long)).toMatch(/^14\. /)
  const smallest = await shrunk(long)
  expect(smallest).toEqual({ ...long, realms: 1, moves: [limited, expire, ask(0, 1)] })
  expect(await broken(smallest)).toMatch(/^14\. /)
  for (const at of smallest.moves.keys())
    expect(await broken({ ...smallest, moves: smallest.moves.toSpliced(at, 1) })).toBeUndefined()
})

/** From now on a request that should be limited is granted the token of another resource. */
async function plantBreach(): Promise<void> {
  const network = await vi.importActual<typeof import('./network.js')>('./network.js')
  vi.mocked(answerTo).mockImplementation((reach, want, fault) =>
    fault === 'is answered 429' ? reach({ ...want, scope: 'another' }) : network.answerTo(reach, want, fault),
  )
}

async function broken(schedule: Schedule): Promise<string | undefined> {
  return (await live(schedule)).history.breaches[0]
}
