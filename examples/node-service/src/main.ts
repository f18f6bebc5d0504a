import { clientCredentials } from '@tessera/node'
import { run } from './run.ts'
import { setting } from './setting.ts'

const api = setting('API')
const tokens = clientCredentials({
  issuer: setting('ISSUER'),
  clientId: setting('CLIENT_ID'),
  clientSecret: setting('CLIENT_SECRET'),
  scope: 'orders.read',
  resources: { api },
})

await run({ api, tokens })
