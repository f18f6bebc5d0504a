import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningProvider, startProvider } from './index.ts'
import { page, type TestClient, testClient } from './test-client.ts'

let provider: RunningProvider
let client: TestClient
beforeAll(async () => {
  provider = await startProvider({ pages: [page] })
  client = testClient(provider)
})
afterAll(() => provider.close())
beforeEach(() => {
  provider.setGraceSeconds(0)
  provider.resetCounters()
})

describe('a refresh token', () => {
  it('is exchanged for a successor and an access token that works', async () => {
    const first = await client.signIn()
    const second = await client.refresh(first.refresh_token)
    const third = await client.refresh(second.refresh_token)
    expect(new Set([first, second, third].map(answer => answer.refresh_token)).size).toBe(3)
    expect((await client.orders(third.access_token)).status).toBe(200)
    expect(provider.counters).toMatchObject({
      codesExchanged: 1,
      tokenRequests: 3,
      tokenRequestsByGrantType: { authorization_code: 1, refresh_token: 2 },
      tokenRequestsByResult: { granted: 3 },
      reuseDetections: 0,
    })
  })

  it('ends its whole family when it comes again, and the reuse is counted', async () => {
    const first = await client.signIn()
    const second = await client.refresh(first.refresh_token)
    expect(await client.refresh(first.refresh_token)).toMatchObject({ error: 'invalid_grant' })
    expect(await client.refresh(second.refresh_token)).toMatchObject({ error: 'invalid_grant' })
    expect(provider.counters.reuseDetections).toBe(1)
  })

  it('is granted once when it comes many times at once', async () => {
    const { refresh_token } = await client.signIn()
    provider.resetCounters()
    await Promise.all(Array.from({ length: 20 }, () => client.refresh(refresh_token)))
    expect(provider.counters.tokenRequestsByResult).toEqual({ granted: 1, invalid_grant: 19 })
    expect(provider.counters.reuseDetections).toBe(1)
  })

  it('gets another successor when it comes again within the grace window', async () => {
    provider.setGraceSeconds(30)
    const first = await client.signIn()
    const second = await client.refresh(first.refresh_token)
    const again = await client.refresh(first.refresh_token)
    expect(again.refresh_token).not.toBe(second.refresh_token)
    expect(await client.refresh(second.refresh_token)).toHaveProperty('refresh_token')
    expect(await client.refresh(again.refresh_token)).toHaveProperty('refresh_token')
    expect(provider.counters).toMatchObject({ graceUses: 1, reuseDetections: 0 })
  })

  it('is reused when it comes again after the grace window', async () => {
    provider.setGraceSeconds(30)
    const first = await client.signIn()
    await client.refresh(first.refresh_token)
    provider.setGraceSeconds(0)
    expect(await client.refresh(first.refresh_token)).toMatchObject({ error: 'invalid_grant' })
    expect(provider.counters).toMatchObject({ graceUses: 0, reuseDetections: 1 })
  })

  it('is spent even when the answer is lost', async () => {
    const { refresh_token } = await client.signIn()
    provider.loseNextTokenAnswer()
    await expect(client.refresh(refresh_token)).rejects.toThrow()
    expect(provider.counters.tokenRequestsByGrantType).toMatchObject({ refresh_token: 1 })
    expect(await client.refresh(refresh_token)).toMatchObject({ error: 'invalid_grant' })
    expect(provider.counters.reuseDetections).toBe(1)
  })

  it('survives a lost answer within the grace window', async () => {
    provider.setGraceSeconds(30)
    const { refresh_token } = await client.signIn()
    provider.loseNextTokenAnswer()
    await expect(client.refresh(refresh_token)).rejects.toThrow()
    expect(await client.refresh(refresh_token)).toHaveProperty('refresh_token')
  })

  it('is kept while the listener is closed', async () => {
    const { refresh_token } = await client.signIn()
    await provider.pause()
    await expect(client.refresh(refresh_token)).rejects.toThrow()
    await provider.resume()
    expect(await client.refresh(refresh_token)).toHaveProperty('access_token')
  })

  it('gets its answer after the delay', async () => {
    const { refresh_token } = await client.signIn()
    provider.delayTokenAnswers(200)
    const started = performance.now()
    await client.refresh(refresh_token)
    provider.delayTokenAnswers(0)
    expect(performance.now() - started).toBeGreaterThan(190)
  })

  it('is counted when it is exchanged, not when the answer arrives', async () => {
    const { refresh_token } = await client.signIn()
    provider.delayTokenAnswers(60_000)
    const asked = expect(client.refresh(refresh_token)).rejects.toThrow()
    await expect.poll(() => provider.counters.tokenRequestsByGrantType).toMatchObject({ refresh_token: 1 })
    provider.delayTokenAnswers(0)
    await provider.pause()
    await provider.resume()
    await asked
  })

  it('is not an access token', async () => {
    const { refresh_token } = await client.signIn()
    expect((await client.orders(refresh_token)).status).toBe(401)
  })
})
