import { clientSecret } from '@tessera/core/client-authentication'
import { explain } from '@tessera/core/explain'
import { clientCredentials, OAuthError } from '@tessera/node'
import { password } from '@tessera/node/password'

const client = { issuer: 'https://id.example.com', clientId: 'reports', resources: { api: 'https://api.example.com' } }
const machine = clientCredentials({ ...client, authentication: clientSecret('secret') })
export const orders: Promise<Response> = machine.fetch('https://api.example.com/orders')
export const token: Promise<string> = password({
  ...client,
  clientSecret: 'secret',
  username: '',
  password: '',
}).getAccessToken()
export const why = (error: unknown): string => (error instanceof OAuthError ? explain[error.code].why : '')
