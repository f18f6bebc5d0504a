import { answerOf, type Row } from './row.ts'
import type { Server } from './server.ts'
import { terminalAuth } from './terminal-auth.ts'

/** RFC 6749 §4.2: tokens in the redirect itself, and nothing to renew them with. Deprecated by RFC 9700. */
export async function implicit(server: Server): Promise<Row> {
  const auth = terminalAuth(server, server.clients.terminalImplicit.id, async () => {
    return (await import('@tessera/core/implicit-flow')).implicitFlow
  })
  await auth.signIn()
  const { user } = auth.getSnapshot()
  const said = await server.readable(await auth.getAccessToken())
  return {
    ...{ grant: 'implicit', package: '@tessera/core/auth', who: String(user?.name), ...said },
    ...{ renewed: 'no refresh token', ...(await answerOf(await auth.fetch(`${server.api}/orders`))) },
  }
}
