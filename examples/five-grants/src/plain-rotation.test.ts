import { setTimeout } from 'node:timers/promises'
import { type RunningPlainOAuth, startPlainOAuth } from '@tessera-examples/plain-oauth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { plainOAuth } from './server.ts'
import { terminalAuth } from './terminal-auth.ts'

const callers = 20
const expiries = 4
const timeout = 30_000
let plain: RunningPlainOAuth

beforeAll(async () => {
  plain = await startPlainOAuth()
})
afterAll(() => plain.close())
beforeEach(() => {
  plain.setAccessTokenSeconds(1)
  plain.setGraceSeconds(0)
})

async function signedIn() {
  const auth = terminalAuth(plainOAuth(plain), plain.clients.terminal.id, async () => {
    return (await import('@tessera/core/code-flow')).codeFlow
  })
  await auth.signIn()
  plain.resetCounters()
  return auth
}

describe('a session at a server without OpenID Connect', () => {
  it('is renewed once per expiry for everybody, without a reuse, and stays the same user', { timeout }, async () => {
    const auth = await signedIn()
    const before = auth.getSnapshot()
    const tokens = new Set([await auth.getAccessToken()])
    plain.resetCounters()
    while (tokens.size <= expiries) {
      const answers = await Promise.all(Array.from({ length: callers }, () => auth.getAccessToken()))
      for (const token of answers) tokens.add(token)
      await setTimeout(20)
    }
    expect(plain.counters).toMatchObject({
      tokenRequestsByGrantType: { refresh_token: tokens.size - 1 },
      tokenRequestsByResult: { granted: tokens.size - 1 },
      ...{ reuseDetections: 0, userinfoRequests: 0, discoveryRequests: 0 },
    })
    expect(auth.getSnapshot()).toBe(before)
  })

  it('outlives a lost answer within the grace window', { timeout }, async () => {
    plain.setGraceSeconds(30)
    const auth = await signedIn()
    const before = await auth.getAccessToken()
    plain.loseNextTokenAnswer()
    await expect.poll(() => auth.getAccessToken().catch(() => before), { timeout: 15_000 }).not.toBe(before)
    expect(plain.counters).toMatchObject({ graceUses: 1, reuseDetections: 0 })
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', user: { name: 'Alice Liddell' } })
  })

  it('ends as answer-lost where there is no grace window', { timeout }, async () => {
    const auth = await signedIn()
    plain.loseNextTokenAnswer()
    const ended = () =>
      auth.getAccessToken().then(
        () => auth.getSnapshot(),
        () => auth.getSnapshot(),
      )
    await expect
      .poll(ended, { timeout: 15_000 })
      .toMatchObject({ status: 'signed-out', error: { code: 'session_ended', facts: { reason: 'answer-lost' } } })
    expect(plain.counters.reuseDetections).toBe(1)
  })

  it('is revoked when the user signs out', { timeout }, async () => {
    plain.setAccessTokenSeconds(20)
    const auth = await signedIn()
    const headers = { authorization: `Bearer ${await auth.getAccessToken()}` }
    await auth.signOut()
    await expect.poll(async () => (await fetch(`${plain.api}/orders`, { headers })).status).toBe(401)
    expect(plain.counters.revocations).toBe(1)
  })
})
