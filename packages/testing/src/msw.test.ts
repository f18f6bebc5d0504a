import { clientSecret } from '@tessera/core/client-authentication'
import { discover } from '@tessera/core/endpoints'
import { clientCredentials } from '@tessera/core/grants/client-credentials'
import { http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { authorizationServer } from './index.js'
import { handlers } from './msw.js'

const [clientId, secret] = ['service', '50% + more: the secret']
const server = authorizationServer({ clients: [{ clientId, clientSecret: secret }] })
const network = setupServer(...handlers(server))
beforeAll(() => network.listen({ onUnhandledFrame: 'error' }))
afterEach(() => network.resetHandlers())
afterAll(() => network.close())

async function ask() {
  const registration = { server: await discover(server.issuer), clientId, authentication: clientSecret(secret) }
  return () => clientCredentials(registration, { scope: 'read' })
}

describe('the server behind msw in Node', () => {
  it("answers the platform's own fetch", async () => {
    expect(await (await ask())()).toMatchObject({ tokenType: 'Bearer', scope: 'read' })
  })

  it('loses an answer, and refuses connections, as a network does', async () => {
    const token = await ask()
    server.dropNextAnswer()
    await expect(token()).rejects.toMatchObject({ code: 'network_failed' })
    expect(await token()).toHaveProperty('accessToken')
    server.goDown()
    await expect(token()).rejects.toMatchObject({ code: 'network_failed' })
    server.comeUp()
    expect(await token()).toHaveProperty('accessToken')
  })

  it('answers late where a handler in front of its own waits', async () => {
    const token = await ask()
    const before = server.counters.tokenRequests
    const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    network.use(
      http.all(`${server.issuer}/*`, async () => {
        arrived.resolve()
        await released.promise
      }),
    )
    const asked = token()
    await arrived.promise
    expect(server.counters.tokenRequests).toBe(before)
    released.resolve()
    expect(await asked).toHaveProperty('accessToken')
    expect(server.counters.tokenRequests).toBe(before + 1)
  })
})
