import type { RunningProvider } from '@tessera-examples/provider'

/** What to say in an application of one's own so that it uses this authorization server and its resource API. */
export function settings({ issuer, api, clients }: RunningProvider): string {
  const { id, secret } = clients.service
  return `For a page of your own, the same after each start:
  createAuth({
    issuer: '${issuer}',
    clientId: '${clients.web.id}',
    scope: 'profile',
    resources: { api: { url: '${api}', scope: 'orders.read', indicator: '${api}' } },
  })
For a service of your own:
  clientCredentials({
    issuer: '${issuer}',
    clientId: '${id}',
    clientSecret: '${secret}',
    scope: 'orders.read',
    resources: { api: '${api}' },
  })
The API answers at ${api}/orders.`
}
