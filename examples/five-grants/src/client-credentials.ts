import { clientCredentials as tokensFor } from '@tessera/node'
import type { RunningProvider } from '@tessera-examples/provider'
import { isRenewed } from './renewal.ts'
import { answerOf, type Row, readable } from './row.ts'

/** RFC 6749 §4.4: a service in its own name. There is no refresh token: it asks again. */
export async function clientCredentials(provider: RunningProvider): Promise<Row> {
  const { issuer, api, clients } = provider
  const { id: clientId, secret: clientSecret } = clients.service
  const machine = tokensFor({ issuer, clientId, clientSecret, scope: 'orders.read', resources: { api } })
  const token = await machine.getAccessToken()
  const renewed = await isRenewed(machine)
  const { answer, asItMust } = await answerOf(await machine.fetch(`${api}/orders`))
  return {
    ...{ grant: 'client credentials', package: '@tessera/node', who: clientId, ...readable(token) },
    ...{ renewed: renewed ? 'yes, asked again' : 'NO', answer, asItMust: asItMust && renewed },
  }
}
