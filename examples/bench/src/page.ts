import { createAuth } from '@tessera/browser'
import { crowd } from './crowd.js'

const { issuer, api, server } = await (await fetch('/config.json')).json()
const redirectUri = location.origin + location.pathname
const told = location.pathname === '/told' ? { server } : {}
const auth = createAuth({
  issuer,
  clientId: 'web',
  scope: 'profile orders.read',
  redirectUri,
  resources: { api },
  ...told,
})

const button = document.createElement('button')
const status = document.createElement('output')
button.textContent = 'Sign in'
button.onclick = auth.signIn
document.body.append(button, status)
status.value = (await auth.ready()).status
Object.assign(globalThis, { ask: crowd(() => auth.getAccessToken()) })
