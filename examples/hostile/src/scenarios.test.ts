import { isOAuthError } from '@tessera/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { tessera } from './client.ts'
import { live, loadAll } from './live.ts'
import { naive } from './naive-client.ts'
import { type Endpoint, endpoints, type Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { nameOf, secretIn, verdictOf } from './words.ts'

beforeAll(async () => {
  for (const client of [tessera, naive]) await loadAll(client)
})

describe('A hostile server', () => {
  it.each(scenarios.map(scenario => [nameOf(scenario), scenario] as const))('%s', async (_, scenario) => {
    const { errand, lies, expected, requests = {} } = scenario
    const { verdict, asked } = await live(tessera, errand, lies)
    if (verdict.kind === 'rejected' && !isOAuthError(verdict.error)) throw verdict.error
    if (verdict.kind === 'rejected') expect(secretIn(verdict.error)).toBeUndefined()
    expect(verdict).toMatchObject(verdictOf(expected))
    const counted = Object.fromEntries(endpointsOf(requests).map(endpoint => [endpoint, asked(endpoint)]))
    expect(counted).toEqual(requests)
  })
})

describe('A naive client', () => {
  const mustReject = scenarios.flatMap(scenario => ('rejects' in scenario.expected ? [scenario] : []))

  it.each(mustReject.map(scenario => [nameOf(scenario), scenario] as const))(
    'is taken in, unless it is lucky: %s',
    async (_, { errand, lies, expected }) => {
      const { verdict } = await live(naive, errand, lies)
      const isLucky = 'byLuck' in expected
      expect(verdict.kind === 'rejected').toBe(isLucky)
    },
  )
})

function endpointsOf(requests: NonNullable<Scenario['requests']>): readonly Endpoint[] {
  return endpoints.filter(name => name in requests)
}
