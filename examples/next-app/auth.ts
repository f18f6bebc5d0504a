import { createAuth } from '@tessera/browser'

// Written into the page when it is built.
const issuer = process.env.NEXT_PUBLIC_ISSUER ?? 'http://localhost:9400'
export const api = process.env.NEXT_PUBLIC_API ?? 'http://localhost:9401'

export const auth = createAuth({ issuer, clientId: 'web', scope: 'profile orders.read', resources: { api } })
