import { expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { openIdServer } from '../../test-support/openid-server.js'
import { outputs } from '../../test-support/outputs.js'
import { password } from './password.js'

const wall = Date.UTC(2026, 10, 24)
const { clock } = handClock(wall)
const asked = { username: 'ada@example.org', password: 'correct horse' }

it('a name and a password are exchanged for tokens', async () => {
  const server = await openIdServer(wall)
  server.answer({ access_token: 'at', refresh_token: 'rt', id_token: 'nobody asked' })
  expect(await password(server.registration, asked, { fetch: server.fetch, clock })).toEqual({
    accessToken: 'at',
    tokenType: 'Bearer',
    refreshToken: 'rt',
    receivedAt: wall,
  })
  expect(server.asked()).toEqual(['token'])
  expect(server.requests[0]?.form.toString()).toBe(
    'grant_type=password&username=ada%40example.org&password=correct+horse&client_id=web',
  )
})

it('nothing else that is known of the user is sent', async () => {
  const server = await openIdServer(wall)
  server.answer({ access_token: 'at' })
  const known = { ...asked, email: 'ada@example.org' }
  await password(server.registration, { ...known }, { fetch: server.fetch, clock })
  expect([...(server.requests[0]?.form.keys() ?? [])]).toEqual(['grant_type', 'username', 'password', 'client_id'])
})

it('with the scope openid the user is verified, with keys fetched before the password leaves', async () => {
  const server = await openIdServer(wall)
  server.answer({ access_token: 'at', id_token: await server.idToken() })
  const tokens = await password(server.registration, { ...asked, scope: 'openid' }, { fetch: server.fetch, clock })
  expect(tokens.user).toEqual({ sub: 'ada' })
  expect(server.asked()).toEqual(['keys', 'token'])
})

it('a wrong password is told without telling it', async () => {
  const server = await openIdServer(wall)
  server.answer({ error: 'invalid_grant', error_description: 'correct horse is wrong' }, 401)
  const error = await password(server.registration, asked, { fetch: server.fetch, clock }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'grant_refused' })
  expect(outputs(error)).not.toMatch(/horse|ada@/)
})
