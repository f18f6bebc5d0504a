import { password as tokensFor } from '@tessera/node/password'
import { isRenewed } from './renewal.ts'
import { answerOf, type Row } from './row.ts'
import type { Server } from './server.ts'

/** RFC 6749 §4.3: a user's own password, told to a client. Deprecated by RFC 9700. */
export async function password(server: Server): Promise<Row> {
  const { about, api, clients, users } = server
  const { id: clientId, secret: clientSecret } = clients.firstParty
  const bob = tokensFor({ ...about, clientId, clientSecret, ...users.bob, scope: 'orders.read', resources: { api } })
  const said = await server.readable(await bob.getAccessToken())
  const renewed = await isRenewed(bob)
  const { answer, asItMust } = await answerOf(await bob.fetch(`${api}/orders`))
  return {
    ...{ grant: 'password', package: '@tessera/node/password', who: users.bob.name, ...said },
    ...{ renewed: renewed ? 'yes, rotated' : 'NO', answer, asItMust: asItMust && renewed },
  }
}
