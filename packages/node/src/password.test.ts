import type { Clock } from '@tessera/core/platform'
import { handClock } from '@tessera/testing'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { password } from './password.js'

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())
beforeEach(() => provider.resetCounters())

function bob(options: { readonly password?: string; readonly clock?: Clock } = {}) {
  const { issuer, api, clients } = provider
  const { id: clientId, secret: clientSecret } = clients.firstParty
  const registered = { issuer, clientId, clientSecret, resources: { api } }
  return password({ ...registered, ...provider.users.bob, scope: 'openid orders.read', ...options })
}

describe('password', () => {
  it('obtains a token for the user, and renews it with a refresh token that rotates', async () => {
    const time = handClock(Date.now())
    const source = bob({ clock: time.clock })
    const orders = await source.fetch(`${provider.api}/orders`)
    expect(await orders.json()).toMatchObject({ for: 'bob' })
    for (let renewal = 0; renewal < 2; renewal++) {
      const before = await source.getAccessToken()
      await time.advance(20_000)
      expect(await source.getAccessToken()).not.toBe(before)
    }
    expect(provider.counters.tokenRequestsByGrantType).toEqual({ password: 1, refresh_token: 2 })
    expect(provider.counters.reuseDetections).toBe(0)
  })

  it('says that a wrong password was refused', async () => {
    await expect(bob({ password: 'wrong' }).getAccessToken()).rejects.toMatchObject({ code: 'grant_refused' })
  })
})
