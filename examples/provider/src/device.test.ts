import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProvider, startProvider } from './index.ts'
import { scriptedUser } from './scripted-user.ts'
import { page, type TestClient, testClient } from './test-client.ts'

let provider: RunningProvider
let client: TestClient
beforeAll(async () => {
  provider = await startProvider({ pages: [page] })
  client = testClient(provider)
})
afterAll(() => provider.close())

async function begin() {
  const form = { client_id: provider.clients.device.id, scope: 'openid orders.read' }
  const { device_code, verification_uri_complete } = await (await client.post('/device/auth', form)).json()
  const ask = () =>
    client.token({
      ...{ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: provider.clients.device.id },
      device_code,
    })
  return {
    ask,
    confirm: (deny = false) => scriptedUser({ ...provider.users.alice, deny }).confirm(verification_uri_complete),
  }
}

describe('a device', () => {
  it('gets tokens once its user has confirmed it', async () => {
    const { ask, confirm } = await begin()
    expect(await ask()).toMatchObject({ error: 'authorization_pending' })
    await confirm()
    const answer = await ask()
    expect(answer).toMatchObject({ scope: 'orders.read', refresh_token: expect.any(String) })
    expect(await (await client.orders(answer.access_token)).json()).toMatchObject({ for: 'alice' })
    expect(await ask()).toMatchObject({ error: 'invalid_grant' })
  })

  it('is told when its user declines', async () => {
    const { ask, confirm } = await begin()
    await confirm(true)
    expect(await ask()).toMatchObject({ error: 'access_denied' })
  })
})
