import type { RunningProvider } from '@tessera-examples/provider'
import { isRenewed } from './renewal.ts'
import { answerOf, type Row, readable } from './row.ts'
import { terminalAuth } from './terminal-auth.ts'

/** RFC 6749 §4.1 with PKCE: a user signs in, and stays signed in. */
export async function authorizationCode(provider: RunningProvider): Promise<Row> {
  const auth = terminalAuth(provider, provider.clients.terminal.id, async () => {
    return (await import('@tessera/core/code-flow')).codeFlow
  })
  await auth.signIn()
  const { user } = auth.getSnapshot()
  const token = await auth.getAccessToken()
  const renewed = await isRenewed(auth)
  const { answer, asItMust } = await answerOf(await auth.fetch(`${provider.api}/orders`))
  return {
    ...{ grant: 'authorization code', package: '@tessera/core/auth', who: String(user?.name), ...readable(token) },
    ...{ renewed: renewed ? 'yes, rotated' : 'NO', answer, asItMust: asItMust && renewed },
  }
}
