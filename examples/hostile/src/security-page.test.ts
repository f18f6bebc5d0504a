import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { tessera } from './client.ts'
import { live, loadAll } from './live.ts'
import { naive } from './naive-client.ts'
import { rfc8252 } from './requirements/rfc8252.ts'
import { rfc9700 } from './requirements/rfc9700.ts'
import { rfc10017 } from './requirements/rfc10017.ts'
import type { Scenario } from './scenario.ts'
import { transport } from './scenarios/transport.ts'
import { scenarios } from './scenarios.ts'
import { type Result, securityPage } from './security-page.ts'
import { liveOverSockets, type SocketScenario } from './sockets.ts'
import { verdictOf } from './words.ts'

const root = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8')

beforeAll(async () => {
  for (const client of [tessera, naive]) await loadAll(client)
})

async function inMemory(scenario: Scenario): Promise<Result> {
  const { errand, lies, expected } = scenario
  const [mine, theirs] = [await live(tessera, errand, lies), await live(naive, errand, lies)]
  return { scenario, isOverSockets: false, isAsItMustBe: matches(mine.verdict, expected), naive: theirs.verdict.kind }
}

async function overSockets(scenario: SocketScenario): Promise<Result> {
  const [mine, theirs] = [await liveOverSockets(tessera, scenario), await liveOverSockets(naive, scenario)]
  const isAsItMustBe = matches(mine.verdict, scenario.expected)
  return { scenario, isOverSockets: true, isAsItMustBe, naive: theirs.verdict.kind }
}

function matches(verdict: unknown, expected: Scenario['expected']): boolean {
  try {
    expect(verdict).toMatchObject(verdictOf(expected))
    return true
  } catch {
    return false
  }
}

describe('docs/security.md', () => {
  it('tells what became of every scenario, and what holds every requirement', async () => {
    const results: Result[] = []
    for (const scenario of scenarios) results.push(await inMemory(scenario))
    for (const scenario of transport) results.push(await overSockets(scenario))
    const page = securityPage(read('docs/security.md'), results)
    await expect(page).toMatchFileSnapshot('../../../docs/security.md')
  }, 120_000)

  const tests = [...rfc9700, ...rfc10017, ...rfc8252].flatMap(({ held }) => ('length' in held ? held : []))
  it.each([...new Map(tests.map(test => [test.file + test.name, test])).values()])(
    'names a test that is there: $file, $name',
    ({ file, name }) => {
      const text = read(file)
      expect(["'", '"', '`'].some(quote => text.includes(quote + name + quote))).toBe(true)
    },
  )
})
