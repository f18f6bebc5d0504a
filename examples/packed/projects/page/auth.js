import { createAuth } from '@tessera/browser'

export const api = process.env.PUBLIC_API
export const auth = createAuth({
  issuer: process.env.PUBLIC_ISSUER,
  clientId: 'web',
  scope: 'profile orders.read',
  resources: { api },
})
