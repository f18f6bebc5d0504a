import { beforeAll, expect, it } from 'vitest'
import { digestAtOnce } from './determinism.js'
import { live } from './life.js'
import { type Fault, faults, type Move, type Schedule, type ServerKind, type Step, servers, steps } from './schedule.js'

const columns: Readonly<Record<ServerKind, string>> = {
  grace: 'forgives reuse for a minute',
  strict: 'forgives nothing',
  lazy: 'forgets the old token when the new access token is used',
  static: 'does not rotate',
}
const expired: Move = { do: 'pass', milliseconds: 601_000 }

beforeAll(digestAtOnce)

/** A tab comes to the step, the fault happens, and the user opens the page again and goes on. */
async function outcome(server: ServerKind, step: Step, fault: Fault): Promise<string> {
  const isEnding = step === 'end' || step === 'revoke'
  const ask: Move = { do: 'ask', realm: 0, want: 0, callers: 1 }
  const moves: readonly Move[] = [
    expired,
    { do: 'fault', realm: 0, step, fault },
    ...(step === 'look' ? [{ do: 'hide', realm: 0 } as const] : []),
    isEnding ? { do: 'sign out', realm: 0 } : ask,
    { do: 'pass', milliseconds: 2_000 },
    ...(isEnding ? [] : [ask]),
  ]
  const schedule: Schedule = { seed: 1, server, realms: 1, wants: 1, hasLock: true, moves }
  const { outcome, history } = await live(schedule)
  expect(history.breaches).toEqual([])
  expect(history.happenings.some(told => told.what === 'met')).toBe(true)
  return outcome === 'active' ? 'signed in' : `ended: ${outcome}`
}

it('what the user sees after every fault stands in docs/survival-table.md', async () => {
  const rows: string[] = []
  for (const step of steps)
    for (const fault of faults[step]) {
      const outcomes: string[] = []
      for (const server of servers) outcomes.push(await outcome(server, step, fault))
      rows.push(`| ${[step, fault, ...outcomes].join(' | ')} |\n`)
    }
  const page = `# Survival table

What the user sees in the end when one thing goes wrong in a session's only tab, by what the authorization server does with a refresh token that was
spent. The steps are those of [the algorithm](rotation.md#the-algorithm): \`prepare\` is 3, \`lock\` 4, \`look\` 5, \`intend\` 6, \`send\` 7,
\`commit\` 8; \`end\` and \`revoke\` belong to a sign-out. Where a tab crashes, the user opens the page again. \`answer-lost\` is what nobody can
mend: the only answer with the successor is gone, and the server forgives nothing.

This page is written by \`packages/core/simulator/survival.test.ts\`, which lives through each cell: run the tests with \`--update\`.

| step | what happens | ${servers.map(server => columns[server]).join(' | ')} |
| --- | --- | --- | --- | --- | --- |
${rows.join('')}`
  await expect(page).toMatchFileSnapshot('../../../docs/survival-table.md')
})
