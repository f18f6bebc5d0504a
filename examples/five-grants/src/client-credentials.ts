import { clientCredentials as tokensFor } from '@tessera/node'
import { isRenewed } from './renewal.ts'
import { answerOf, type Row } from './row.ts'
import type { Server } from './server.ts'

/** RFC 6749 §4.4: a service in its own name. There is no refresh token: it asks again. */
export async function clientCredentials(server: Server): Promise<Row> {
  const { about, api, clients } = server
  const { id: clientId, secret: clientSecret } = clients.service
  const machine = tokensFor({ ...about, clientId, clientSecret, scope: 'orders.read', resources: { api } })
  const said = await server.readable(await machine.getAccessToken())
  const renewed = await isRenewed(machine)
  const { answer, asItMust } = await answerOf(await machine.fetch(`${api}/orders`))
  return {
    ...{ grant: 'client credentials', package: '@tessera/node', who: clientId, ...said },
    ...{ renewed: renewed ? 'yes, asked again' : 'NO', answer, asItMust: asItMust && renewed },
  }
}
