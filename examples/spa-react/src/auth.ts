import { createAuth } from '@tessera/browser'
import { config } from './config.ts'

export const auth = createAuth({
  issuer: config.issuer,
  clientId: 'web',
  scope: 'profile email orders.read',
  resources: { api: config.api },
})
