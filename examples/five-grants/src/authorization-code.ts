import { isRenewed } from './renewal.ts'
import { answerOf, type Row } from './row.ts'
import type { Server } from './server.ts'
import { terminalAuth } from './terminal-auth.ts'

/** RFC 6749 §4.1 with PKCE: a user signs in, and stays signed in. */
export async function authorizationCode(server: Server): Promise<Row> {
  const auth = terminalAuth(server, server.clients.terminal.id, async () => {
    return (await import('@tessera/core/code-flow')).codeFlow
  })
  await auth.signIn()
  const { user } = auth.getSnapshot()
  const said = await server.readable(await auth.getAccessToken())
  const renewed = await isRenewed(auth)
  const { answer, asItMust } = await answerOf(await auth.fetch(`${server.api}/orders`))
  return {
    ...{ grant: 'authorization code', package: '@tessera/core/auth', who: String(user?.name), ...said },
    ...{ renewed: renewed ? 'yes, rotated' : 'NO', answer, asItMust: asItMust && renewed },
  }
}
