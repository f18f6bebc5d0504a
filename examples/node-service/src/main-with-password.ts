// Deprecated: RFC 9700 §2.4 forbids the password grant, because the service sees the password and no second factor can be
// asked for. The way out: register a client for the client credentials grant and run main.ts, which differs by what is
// imported and by two settings less. Where users act for themselves, let them sign in at a page with @tessera/browser.
import { password } from '@tessera/node/password'
import { run } from './run.ts'
import { setting } from './setting.ts'

const api = setting('API')
const tokens = password({
  issuer: setting('ISSUER'),
  clientId: setting('CLIENT_ID'),
  clientSecret: setting('CLIENT_SECRET'),
  username: setting('ORDERS_USER'),
  password: setting('ORDERS_PASSWORD'),
  scope: 'orders.read',
  resources: { api },
})

await run({ api, tokens })
