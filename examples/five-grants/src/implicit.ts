import type { RunningProvider } from '@tessera-examples/provider'
import { answerOf, type Row, readable } from './row.ts'
import { terminalAuth } from './terminal-auth.ts'

/** RFC 6749 §4.2: tokens in the redirect itself, and nothing to renew them with. Deprecated by RFC 9700. */
export async function implicit(provider: RunningProvider): Promise<Row> {
  const auth = terminalAuth(provider, provider.clients.terminalImplicit.id, async () => {
    return (await import('@tessera/core/implicit-flow')).implicitFlow
  })
  await auth.signIn()
  const { user } = auth.getSnapshot()
  const token = await auth.getAccessToken()
  return {
    ...{ grant: 'implicit', package: '@tessera/core/auth', who: String(user?.name), ...readable(token) },
    ...{ renewed: 'no refresh token', ...(await answerOf(await auth.fetch(`${provider.api}/orders`))) },
  }
}
