import { type AuthOptions, authOn } from '@tessera/core/auth'
import { codeFlow } from '@tessera/core/code-flow'
import { alwaysAwake, defaultLimits, memoryLock, memoryStore, noAddressBar } from '@tessera/core/platform'
import { refreshing } from '@tessera/core/refresh-flow'
import { handClock } from '@tessera/testing'
import { expect, it } from 'vitest'
import type { Lies } from './lies.ts'
import { application, hostileServer } from './server.ts'

const { clock } = handClock()
const store = memoryStore()

/** A server, and a page that signs in there, in one store with all others. */
function provider(origin: string, lies: Lies) {
  const server = hostileServer(lies, clock, origin)
  server.begin()
  const options: AuthOptions = {
    ...{ issuer: server.issuer, clientId: application.id, redirectUri: application.redirectUri },
  }
  const signIn = async (visit: (request: URL) => Promise<string>) => {
    const auth = authOn(options, {
      ...{ store, lastingStore: store, clock, wake: alwaysAwake, fetch: server.fetch, landedAt: undefined },
      loadFlow: async () => codeFlow,
      loadLatePorts: async () => ({
        ...{ refreshing, lock: memoryLock(clock), limits: defaultLimits, realm: origin, addressBar: noAddressBar },
        userAgent: { open: request => visit(new URL(request)), close: () => {} },
      }),
    })
    await auth.signIn()
    return auth.getSnapshot()
  }
  return { ...server, signIn }
}

/** Sends the user on to another server, which believes that the request is meant for it (RFC 9700 §4.4.1). */
const passingOnTo =
  (other: { readonly visit: (request: URL) => Promise<string> }) =>
  (request: URL): Promise<string> =>
    other.visit(request)

it('the code of an honest server never reaches a dishonest one, and both serve those who mean them', async () => {
  const honest = provider('https://honest.example', {})
  const dishonest = provider('https://dishonest.example', {})
  await expect(dishonest.signIn(passingOnTo(honest))).rejects.toMatchObject({ code: 'issuer_mismatch' })
  expect([honest.asked('token'), dishonest.asked('token')]).toEqual([0, 0])

  const both = await Promise.all([honest, dishonest].map(one => one.signIn(one.visit)))
  expect(both.map(({ status }) => status)).toEqual(['signed-in', 'signed-in'])
  expect([honest.asked('token'), dishonest.asked('token')]).toEqual([1, 1])
})
