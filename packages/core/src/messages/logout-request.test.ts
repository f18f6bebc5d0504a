import { expect, it } from 'vitest'
import { logoutRequest } from './logout-request.js'

const server = { issuer: 'https://id.example', endSessionEndpoint: 'https://id.example/logout?tenant=1' }

it('a logout request says who signs out of which client, and where to go then', () => {
  const asked = { idToken: 'idt', postLogoutRedirectUri: 'https://app.example/', state: 's' }
  const { searchParams } = new URL(logoutRequest({ server, clientId: 'web' }, asked))
  expect(Object.fromEntries(searchParams)).toEqual({
    tenant: '1',
    id_token_hint: 'idt',
    client_id: 'web',
    post_logout_redirect_uri: 'https://app.example/',
    state: 's',
  })
})

it('says nothing that it was not given', () => {
  expect(logoutRequest({ server, clientId: 'web' }, {})).toBe('https://id.example/logout?tenant=1&client_id=web')
})

it('takes the place of what the address says, over https, and as the provider spells it', () => {
  const endSessionEndpoint = 'https://id.example/logout?state=old'
  const quirks = { writeParameters: (said: URLSearchParams) => said.append('seen', `${said.get('state')}`) }
  const client = { server: { ...server, endSessionEndpoint }, clientId: 'web', quirks }
  const address = 'https://id.example/logout?client_id=web&state=s&seen=s'
  expect(logoutRequest(client, { state: 's' })).toBe(address)
  expect(logoutRequest({ ...client, quirks: {} }, { state: 's' })).toBe(address.replace('&seen=s', ''))
  const open = { ...server, endSessionEndpoint: 'http://id.example/logout' }
  const facts = { name: 'endSessionEndpoint', origin: 'http://id.example' }
  expect(() => logoutRequest({ server: open, clientId: 'web' }, {})).toThrow(
    expect.objectContaining({ code: 'insecure_url', facts }),
  )
})

it('needs a server where one can sign out', () => {
  const { issuer } = server
  expect(() => logoutRequest({ server: { issuer }, clientId: 'web' }, {})).toThrow(
    expect.objectContaining({ code: 'endpoint_missing', facts: { endpoint: 'end_session' } }),
  )
})
