import { authorizationCode } from './authorization-code.ts'
import { clientCredentials } from './client-credentials.ts'
import { implicit } from './implicit.ts'
import { password } from './password.ts'
import { renewal } from './refresh-token.ts'
import { refusedTokens } from './refused.ts'
import type { Server } from './server.ts'
import { table } from './table.ts'

const shortLived = 2

/** Runs the five grants and the three refusals, tells them as tables, and answers what did not come out as it must. */
export async function runGrants(server: Server, tell: (line: string) => void): Promise<readonly string[]> {
  server.setAccessTokenSeconds(shortLived)
  tell(
    `\nFive grants with ${server.name} at ${server.about.issuer}. Access tokens live ${shortLived} seconds for now, so that each one is seen to be renewed.`,
  )
  const steps = [authorizationCode, implicit, clientCredentials, password, renewal]
  const rows = await Promise.all(
    steps.map(async step => {
      const row = await step(server)
      tell(`  ${row.asItMust ? '✓' : '✗'} ${row.grant}`)
      return row
    }),
  )
  tell('Three tokens that must be refused.')
  const refused = await refusedTokens(server)

  const head = ['grant', 'package', 'client or user', 'scopes', 'lifetime', 'renewed', 'the resource answered']
  const cells = rows.map(row => [row.grant, row.package, row.who, row.scopes, row.lifetime, row.renewed, row.answer])
  tell(`\n${table(head, cells)}\n`)
  tell('@tessera/core/auth is what @tessera/browser is made of. Here it runs in a terminal, with a scripted user.\n')
  tell(
    `${table(
      ['token', 'the resource answered'],
      refused.map(({ token, answer }) => [token, answer]),
    )}\n`,
  )
  tell(`Refresh tokens reused: ${server.counters.reuseDetections}`)

  const wrong = [...rows.filter(row => !row.asItMust).map(row => row.grant)]
  return [...wrong, ...refused.filter(({ asItMust }) => !asItMust).map(({ token }) => token)]
}
