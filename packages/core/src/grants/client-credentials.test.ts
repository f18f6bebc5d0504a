import { expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { openIdServer } from '../../test-support/openid-server.js'
import { clientSecret } from '../endpoints/client-authentication.js'
import { clientCredentials } from './client-credentials.js'

const wall = Date.UTC(2026, 10, 24)
const { clock } = handClock(wall)

it('a client gets tokens in its own name, with its own credentials', async () => {
  const server = await openIdServer(wall)
  server.answer({ access_token: 'at', expires_in: '60', id_token: 'whatever' })
  const registration = { ...server.registration, authentication: clientSecret('s') }
  const asked = { scope: 'a b', resource: 'https://api' }
  expect(await clientCredentials(registration, asked, { fetch: server.fetch, clock })).toEqual({
    accessToken: 'at',
    tokenType: 'Bearer',
    expiresIn: 60_000,
    scope: 'a b',
    receivedAt: wall,
  })
  expect(server.requests[0]?.form.toString()).toBe('grant_type=client_credentials&scope=a+b&resource=https%3A%2F%2Fapi')
  expect(server.requests[0]?.headers.get('authorization')).toBe(`Basic ${btoa('web:s')}`)
})

it('nothing is sent of what else a caller knows', async () => {
  const server = await openIdServer(wall)
  server.answer({ access_token: 'at' })
  const known = { scope: 'a', apiKey: 'k' }
  await clientCredentials(server.registration, { ...known }, { fetch: server.fetch, clock })
  expect(server.requests[0]?.form.toString()).toBe('grant_type=client_credentials&scope=a&client_id=web')
})

it('a wrong secret is the client’s fault', async () => {
  const server = await openIdServer(wall)
  server.answer({ error: 'invalid_client' }, 401)
  await expect(clientCredentials(server.registration, {}, { fetch: server.fetch, clock })).rejects.toMatchObject({
    code: 'client_refused',
  })
})
