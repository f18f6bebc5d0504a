import { type Auth, authOn } from '@tessera/core/auth'
import { codeFlow } from '@tessera/core/code-flow'
import { type SessionEvent, sessionEvents } from '@tessera/core/events'
import { alwaysAwake, defaultLimits, memoryLock, memoryStore, noAddressBar, randomId } from '@tessera/core/platform'
import { refreshing } from '@tessera/core/refresh-flow'
import { beforeEach, describe, expect, it } from 'vitest'
import { suiteWatch } from '../../../.ci/suite-watch.ts'
import { type AuthorizationServer, authorizationServer, type HandClock, handClock, type Visitor } from './index.js'

const [minute, hour] = [60_000, 3_600_000]

interface Tab {
  readonly auth: Auth
  /** What happened since this was looked at last. */
  news(): readonly SessionEvent[]
}

let time: HandClock
let server: AuthorizationServer
let visitor: Visitor
let open: () => Tab
beforeEach(() => {
  time = handClock()
  server = authorizationServer({ clock: time.clock, grace: 5 * minute })
  visitor = {}
  open = tabsOf()
})

/** Tabs of one page: they share a store and a lock. */
function tabsOf(): () => Tab {
  const { clock } = time
  const [store, lock] = [memoryStore(), memoryLock(clock)]
  return () => {
    const told: SessionEvent[] = []
    const events = sessionEvents(event => told.push(event))
    const redirectUri = 'http://localhost:3000/'
    const auth = authOn(
      { issuer: server.issuer, clientId: 'web', redirectUri, scope: 'profile email', events },
      {
        ...{ store, lastingStore: store, clock, wake: alwaysAwake, fetch: server.fetch, landedAt: undefined },
        loadFlow: async () => codeFlow,
        loadLatePorts: async () => ({
          ...{ refreshing, lock, limits: defaultLimits, realm: randomId(), addressBar: noAddressBar },
          userAgent: { open: request => server.visit(request, visitor), close: () => {} },
        }),
      },
    )
    return {
      auth,
      news: () => {
        for (const event of told) suiteWatch.say(JSON.stringify(event))
        expect(JSON.stringify(told)).not.toMatch(/ada|lovelace|tsr\./i)
        return told.splice(0)
      },
    }
  }
}

async function passes(milliseconds: number): Promise<void> {
  await time.advance(milliseconds)
}

describe('An application that watches its session', () => {
  it('is told who signed in, who renewed, what failed and why it ended, and of no secret', async () => {
    const [one, other] = [open(), open()]
    await one.auth.signIn()
    await passes(minute)
    expect([one.news(), other.news()]).toEqual([
      [{ kind: 'signed-in', by: 'this' }],
      [{ kind: 'signed-in', by: 'another' }],
    ])

    const late = open()
    await passes(hour)
    expect(late.news()).toEqual([{ kind: 'found' }])
    await other.auth.getAccessToken()
    await passes(0)
    expect([one.news(), other.news()]).toEqual([
      [{ kind: 'renewed', by: 'another' }],
      [{ kind: 'renewed', by: 'this', attempt: 1, took: expect.any(Number) }],
    ])

    await passes(hour)
    server.dropNextAnswer()
    await one.auth.getAccessToken().catch(() => {})
    await passes(minute)
    expect(one.news()).toEqual([
      { kind: 'renewal-failed', code: 'network_failed', facts: { origin: server.issuer, reason: 'ECONNRESET' } },
      expect.objectContaining({ kind: 'renewed' }),
      { kind: 'recovered', after: expect.any(Number) },
    ])

    await other.auth.signOut()
    await passes(0)
    const ends = [one, other, late].map(tab => tab.news().filter(({ kind }) => kind === 'ended'))
    expect(ends).toEqual(Array(3).fill([{ kind: 'ended', reason: 'signed-out' }]))

    // There was something to find.
    expect(suiteWatch.counts().secrets).toBeGreaterThan(5)
    expect(suiteWatch.leaks()).toEqual([])
  })

  it('is told what keeps a user from signing in, but not of a silent try', async () => {
    const { auth, news } = open()
    visitor = { deny: true }
    await expect(auth.signIn({ prompt: 'none' })).rejects.toMatchObject({ code: 'authorization_refused' })
    await passes(0)
    expect(news()).toEqual([])
    await expect(auth.signIn()).rejects.toMatchObject({ code: 'authorization_refused' })
    await passes(0)
    expect(news()).toEqual([
      { kind: 'attempt-failed', code: 'authorization_refused', serverError: 'access_denied', facts: {} },
    ])
  })
})
