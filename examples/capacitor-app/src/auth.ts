import { createAuth } from '@tessera/capacitor'

const {
  VITE_ISSUER = 'https://id.example.com',
  VITE_CLIENT_ID = 'phone',
  VITE_API = 'https://api.example.com',
} = import.meta.env

export const api: string = VITE_API

export const auth = createAuth({
  issuer: VITE_ISSUER,
  clientId: VITE_CLIENT_ID,
  redirectUri: 'com.example.app:/callback',
  storage: 'secure',
  scope: 'profile email orders.read',
  resources: { api },
})
