import { signAssertion } from '@tessera/core/assertion'
import { privateKeyJwt } from '@tessera/core/client-authentication/jwt'
import { handClock } from '@tessera/testing'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { jwtBearer } from './jwt-bearer.js'

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())
beforeEach(() => provider.resetCounters())

/** A service that vouches for a user. */
function actingFor(subject: string, more: object = {}) {
  const { issuer, api, clients } = provider
  const { id: clientId, privateKey } = clients.serviceKey
  const authentication = privateKeyJwt(privateKey)
  const assertion = () => signAssertion(privateKey, { issuer: clientId, subject, audience: issuer })
  const client = { issuer, clientId, authentication, scope: 'orders.read', resources: { api } }
  return jwtBearer({ ...client, assertion, ...more })
}

describe('jwtBearer', () => {
  it('calls a resource for the user of an assertion', async () => {
    const response = await actingFor('alice').fetch(`${provider.api}/orders`)
    expect(await response.json()).toMatchObject({ for: 'alice' })
  })

  it('asks with a new assertion when the token expires', async () => {
    const time = handClock(Date.now())
    const source = actingFor('alice', { clock: time.clock })
    const first = await source.getAccessToken()
    await time.advance(20_000)
    expect(await source.getAccessToken()).not.toBe(first)
    expect(provider.counters.tokenRequests).toBe(2)
  })

  it('tells that the assertion is not taken', async () => {
    await expect(actingFor('nobody').getAccessToken()).rejects.toMatchObject({ code: 'grant_refused' })
  })
})
