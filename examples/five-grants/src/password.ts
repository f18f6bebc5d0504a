import { password as tokensFor } from '@tessera/node/password'
import type { RunningProvider } from '@tessera-examples/provider'
import { isRenewed } from './renewal.ts'
import { answerOf, type Row, readable } from './row.ts'

/** RFC 6749 §4.3: a user's own password, told to a client. Deprecated by RFC 9700. */
export async function password(provider: RunningProvider): Promise<Row> {
  const { issuer, api, clients, users } = provider
  const { id: clientId, secret: clientSecret } = clients.firstParty
  const bob = tokensFor({ issuer, clientId, clientSecret, ...users.bob, scope: 'orders.read', resources: { api } })
  const token = await bob.getAccessToken()
  const renewed = await isRenewed(bob)
  const { answer, asItMust } = await answerOf(await bob.fetch(`${api}/orders`))
  return {
    ...{ grant: 'password', package: '@tessera/node/password', who: users.bob.name, ...readable(token) },
    ...{ renewed: renewed ? 'yes, rotated' : 'NO', answer, asItMust: asItMust && renewed },
  }
}
