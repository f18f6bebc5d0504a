import { createAuth } from '@tessera/browser'
import { config } from './config.ts'

export const { api } = config
export const auth = createAuth({
  issuer: config.issuer,
  clientId: 'web',
  scope: 'profile orders.read',
  resources: { api },
})
