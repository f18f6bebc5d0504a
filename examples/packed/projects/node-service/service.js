import { clientCredentials } from '@tessera/node'

const { ISSUER, API, CLIENT_ID, CLIENT_SECRET } = process.env
const machine = clientCredentials({
  issuer: ISSUER,
  clientId: CLIENT_ID,
  clientSecret: CLIENT_SECRET,
  scope: 'orders.read',
  resources: { api: API },
})

const response = await machine.fetch(`${API}/orders`)
console.log(response.status, (await response.json()).for)
