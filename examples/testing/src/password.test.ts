import { password } from '@tessera/node/password'
import { authorizationServer, handClock } from '@tessera/testing'
import { expect, it } from 'vitest'

const [minute, hour] = [60_000, 3_600_000]
const client = { clientId: 'first-party', clientSecret: 'a secret' }
const bob = { username: 'bob', password: 'we can fix it' }
const api = 'https://api.example.com'

function start(grace: number) {
  const time = handClock()
  const { clock } = time
  const users = [{ sub: bob.username, password: bob.password }]
  const server = authorizationServer({ grace, clients: [client], users, clock })
  const { issuer, fetch } = server
  const source = password({ issuer, ...client, ...bob, scope: 'openid', resources: { api }, fetch, clock })
  const subjectOf = (token: string) =>
    server.bearer(new Request(api, { headers: { authorization: `Bearer ${token}` } }))?.subject
  return { time, server, source, subjectOf }
}

it('renews with a refresh token, and survives a lost answer within the grace window', async () => {
  const { time, server, source, subjectOf } = start(5 * minute)
  await source.getAccessToken()
  await time.advance(hour)
  server.dropNextAnswer()
  await expect(source.getAccessToken()).rejects.toMatchObject({ code: 'network_failed' })
  await time.advance(minute)
  expect(subjectOf(await source.getAccessToken())).toBe('bob')
  expect(server.counters).toEqual({ tokenRequests: 3, reuseDetections: 0 })
})

it('asks with the password again when the server has ended what it granted', async () => {
  const { time, server, source, subjectOf } = start(0)
  const rejected = await source.getAccessToken()
  server.revokeFamily('bob')
  expect(subjectOf(rejected)).toBeUndefined()
  const [token] = await Promise.all([source.getAccessToken({ rejected }), time.advance(minute)])
  expect(subjectOf(token)).toBe('bob')
})
