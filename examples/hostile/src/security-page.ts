import { plans } from './conformance-plans.ts'
import type { Verdict } from './live.ts'
import { notOffered } from './not-offered.ts'
import type { Held, Requirement } from './requirements/requirement.ts'
import { rfc8252 } from './requirements/rfc8252.ts'
import { rfc9700 } from './requirements/rfc9700.ts'
import { rfc10017 } from './requirements/rfc10017.ts'
import type { Endpoint, Expected, Scenario } from './scenario.ts'

/** A scenario and what became of it. */
export interface Result {
  readonly scenario: Omit<Scenario, 'lies' | 'requests'> & { readonly requests?: Scenario['requests'] | number }
  readonly isOverSockets: boolean
  readonly isAsItMustBe: boolean
  readonly naive: Verdict['kind']
}

const headings: Readonly<Record<Endpoint, string>> = {
  discovery: 'Discovery',
  keys: 'Keys',
  'pushed authorization': 'A pushed request',
  authorization: 'The authorization response',
  'device authorization': 'A device’s request',
  token: 'The token endpoint',
  userinfo: 'User info',
  revocation: 'Revocation',
  introspection: 'Introspection',
  resource: 'A resource',
}

const begins = '## A server that lies'

/** The page with what is written by hand as it is, and the tables anew. */
export function securityPage(page: string, results: readonly Result[]): string {
  const byHand = page.split(begins)[0] ?? ''
  return byHand + [lies(results), waiting(), ...requirements()].join('\n')
}

function lies(results: readonly Result[]): string {
  const mustReject = results.filter(({ scenario }) => 'rejects' in scenario.expected)
  const takenIn = mustReject.filter(({ naive }) => naive !== 'rejected')
  const failed = results.filter(({ isAsItMustBe }) => !isAsItMustBe)
  return `${begins}

From here on this page is written by \`examples/hostile/src/security-page.test.ts\`, which lives through every line: run the tests with \`--update\`.

${results.length} scenarios: ${failed.length === 0 ? 'Tessera does in all of them' : `Tessera does not in ${failed.length} of them`} what a correct client must do.
Of the ${mustReject.length} that must be rejected, a client as it is often written by hand
([this one](../examples/hostile/src/naive-client.ts)) is taken in by ${takenIn.length}; what it rejects, it rejects by luck. What happens
over sockets is marked with \\*; the rest happens in memory. A module of the [OpenID conformance
suite](https://openid.net/certification/connect_rp_testing/) stands after its plan.

${Object.entries(headings)
  .map(([endpoint, heading]) =>
    table(
      heading,
      results.filter(({ scenario }) => scenario.endpoint === endpoint),
    ),
  )
  .join('\n')}`
}

function table(heading: string, results: readonly Result[]): string {
  const rows = results.map(result => {
    const { scenario, isOverSockets, isAsItMustBe } = result
    const { errand, does, expected, source, modules = [] } = scenario
    const sources = [source, ...modules.map(module => `\`${module}\``)].join('<br>')
    const cells = [
      errand,
      `${does}${isOverSockets ? ' \\*' : ''}`,
      mustDo(result),
      isAsItMustBe ? 'does' : '**does not**',
    ]
    return row([...cells, naiveDoes(expected, result.naive), sources])
  })
  const head = row(['the client wants to', 'the server', 'a correct client', 'Tessera', 'a naive client', 'source'])
  return `### ${heading}\n\n${head}${row(Array.from({ length: 6 }, () => '---'))}${rows.join('')}`
}

function mustDo({ scenario: { expected, requests, endpoint } }: Result): string {
  const asks = typeof requests === 'number' ? requests : requests?.[endpoint]
  const often =
    asks === undefined || asks === 1
      ? ''
      : asks === 0
        ? ', asks for nothing'
        : asks === 2
          ? ', asks twice'
          : `, asks ${asks} times`
  if ('accepts' in expected) return `goes on${often}`
  const claim = expected.facts?.claim ?? expected.facts?.reason
  return `rejects: [\`${expected.rejects}\`](errors.md#${expected.rejects})${claim ? ` (${claim})` : ''}${often}`
}

function naiveDoes(expected: Expected, naive: Result['naive']): string {
  if (naive === 'never ends') return 'waits for ever'
  if ('accepts' in expected) return naive === 'accepted' ? 'goes on' : 'gives up'
  return naive === 'accepted' ? 'believes it' : `is lucky: ${expected.byLuck ?? ''}`
}

function waiting(): string {
  const rows = notOffered.map(({ plan, modules, because }) =>
    row([
      `${plan} (\`${plans[plan].plan.replaceAll(' and ', '`, `')}\`)`,
      modules.map(name => `\`${name}\``).join('<br>'),
      because,
    ]),
  )
  return `## Modules without a scenario

The implicit plans run most modules for \`id_token\` and for \`id_token token\`: Tessera asks for the latter alone. The hybrid ones run theirs for
\`code id_token\`, \`code id_token token\` and \`code token\`: it asks for the first two, of which the second proves the access token alone.

${row(['plan', 'modules', 'because'])}${row(['---', '---', '---'])}${rows.join('')}`
}

function requirements(): readonly string[] {
  const tables: readonly (readonly [string, readonly Requirement[]])[] = [
    ['RFC 9700, Best Current Practice for OAuth 2.0 Security', rfc9700],
    ['RFC 10017, OAuth 2.0 for Browser-Based Applications', rfc10017],
    ['RFC 8252, OAuth 2.0 for Native Apps', rfc8252],
  ]
  return tables.map(([title, all]) => {
    const rows = all.map(({ section, demands, held }) => row([`§${section}`, demands, heldBy(held)]))
    return `## ${title}\n\n${row(['section', 'demands', 'held by'])}${row(['---', '---', '---'])}${rows.join('')}`
  })
}

function heldBy(held: Held): string {
  if ('notApplicable' in held) return `not applicable: ${held.notApplicable}`
  if ('notYet' in held) return `**not held**: ${held.notYet}`
  return held.map(({ file, name }) => `[${name}](../${file})`).join('<br>')
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
}
