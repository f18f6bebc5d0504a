import { createAuth } from '@tessera/capacitor'

export const api = process.env.PUBLIC_API
export const auth = createAuth({
  issuer: process.env.PUBLIC_ISSUER,
  clientId: 'phone',
  redirectUri: 'com.example.app:/callback',
  scope: 'profile orders.read',
  resources: { api },
})
