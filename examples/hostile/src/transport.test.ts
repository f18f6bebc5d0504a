import { beforeAll, describe, expect, it } from 'vitest'
import { tessera } from './client.ts'
import { loadAll } from './live.ts'
import { naive } from './naive-client.ts'
import { transport } from './scenarios/transport.ts'
import { liveOverSockets } from './sockets.ts'
import { nameOf, secretIn, verdictOf } from './words.ts'

beforeAll(() => loadAll(tessera))

const all = transport.map(scenario => [nameOf(scenario), scenario] as const)

describe('A hostile server over sockets', () => {
  it.each(all)('%s', async (_, scenario) => {
    const { verdict, requests, thief, hungUp } = await liveOverSockets(tessera, scenario)
    expect(verdict).toMatchObject(verdictOf(scenario.expected))
    if (verdict.kind === 'rejected') expect(secretIn(verdict.error)).toBeUndefined()
    expect(requests).toBe(scenario.requests)
    expect(hungUp).toBe(scenario.hangsUp ?? hungUp)
    expect(thief).toMatchObject({ authorization: undefined, proof: undefined, body: '' })
    expect(thief.requests).toBe(scenario.errand === 'call the resource' ? 1 : 0)
  })
})

describe('A naive client over sockets', () => {
  it.each(all.filter(([, { expected }]) => 'rejects' in expected))(
    'is taken in, unless it is lucky: %s',
    async (_, scenario) => {
      const { verdict } = await liveOverSockets(naive, scenario)
      expect(verdict.kind === 'rejected').toBe('byLuck' in scenario.expected)
    },
  )
})
