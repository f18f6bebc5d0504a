import { createAuth } from '@tessera/browser/implicit'
import { config } from './config.ts'

// The way out is one word: import createAuth from '@tessera/browser'.
export const auth = createAuth({
  issuer: config.issuer,
  clientId: 'web-implicit',
  scope: 'profile orders.read',
  resources: { api: config.api },
})
