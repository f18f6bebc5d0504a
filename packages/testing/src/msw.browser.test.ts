import { none } from '@tessera/core/client-authentication'
import { discover } from '@tessera/core/endpoints'
import { password } from '@tessera/core/grants/password'
import { refreshToken } from '@tessera/core/grants/refresh-token'
import { setupWorker } from 'msw/browser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorizationServer } from './index.js'
import { handlers } from './msw.js'

const server = authorizationServer({ grace: 60_000 })
const worker = setupWorker(...handlers(server))
beforeAll(() => worker.start({ onUnhandledFrame: 'bypass', quiet: true }))
afterAll(() => worker.stop())

async function registered() {
  return { server: await discover(server.issuer), clientId: 'web', authentication: none }
}

describe('the server behind msw in a page', () => {
  it("answers the platform's own fetch, and loses an answer as a network does", async () => {
    const registration = await registered()
    const ada = { username: 'ada', password: 'analytical engine', scope: 'openid profile' }
    const { user, refreshToken: spent = '' } = await password(registration, ada)
    expect(user).toMatchObject({ name: 'Ada Lovelace' })
    server.dropNextAnswer()
    const refresh = () => refreshToken(registration, { refreshToken: spent })
    await expect(refresh()).rejects.toMatchObject({ code: 'network_failed' })
    expect(await refresh()).toHaveProperty('tokens.refreshToken')
    server.goDown()
    await expect(refresh()).rejects.toMatchObject({ code: 'network_failed' })
  })
})
