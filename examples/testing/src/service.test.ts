import { clientCredentials } from '@tessera/node'
import { authorizationServer, handClock } from '@tessera/testing'
import { expect, it } from 'vitest'

const client = { clientId: 'reports', clientSecret: 'a secret' }
const api = 'https://api.example.com'

function start() {
  const time = handClock()
  const { clock } = time
  const server = authorizationServer({ clients: [client], clock })
  const { issuer, fetch } = server
  const machine = clientCredentials({ issuer, ...client, resources: { api }, fetch, clock })
  return { time, server, machine }
}

it('asks once for all its callers, and again after an hour', async () => {
  const { time, server, machine } = start()
  const { getAccessToken } = machine
  await Promise.all([getAccessToken(), getAccessToken(), getAccessToken()])
  expect(server.counters.tokenRequests).toBe(1)
  await time.advance(3_600_000)
  await getAccessToken()
  expect(server.counters.tokenRequests).toBe(2)
})

it('serves a token that is still good while the server is down', async () => {
  const { time, server, machine } = start()
  const token = await machine.getAccessToken()
  server.goDown()
  expect(await machine.getAccessToken()).toBe(token)
  await time.advance(3_600_000)
  await expect(machine.getAccessToken()).rejects.toMatchObject({ code: 'network_failed', retryable: true })
})
