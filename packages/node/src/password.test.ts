import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { password } from './password.js'

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider({ accessTokenSeconds: 1 })
})
afterAll(() => provider.close())
beforeEach(() => provider.resetCounters())

function bob(said = provider.users.bob.password) {
  const { issuer, api, clients } = provider
  const { id: clientId, secret: clientSecret } = clients.firstParty
  const scope = 'openid orders.read'
  return password({ issuer, clientId, clientSecret, username: 'bob', password: said, scope, resources: { api } })
}

describe('password', () => {
  it('obtains a token for the user, and renews it with a refresh token that rotates', async () => {
    const source = bob()
    const orders = await source.fetch(`${provider.api}/orders`)
    expect(await orders.json()).toMatchObject({ for: 'bob' })
    for (let renewal = 0; renewal < 2; renewal++) {
      const before = await source.getAccessToken()
      await expect.poll(() => source.getAccessToken(), { timeout: 3_000 }).not.toBe(before)
    }
    expect(provider.counters.tokenRequestsByGrantType).toEqual({ password: 1, refresh_token: 2 })
    expect(provider.counters.reuseDetections).toBe(0)
  })

  it('says that a wrong password was refused', async () => {
    await expect(bob('wrong').getAccessToken()).rejects.toMatchObject({ code: 'grant_refused' })
  })
})
