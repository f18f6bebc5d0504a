import { type Auth, authOn } from '@tessera/core/auth'
import {
  alwaysAwake,
  defaultLimits,
  memoryLock,
  memoryStore,
  noAddressBar,
  randomId,
  systemClock,
  systemFetch,
} from '@tessera/core/platform'
import { refreshing } from '@tessera/core/refresh-flow'
import type { RunningProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { vi } from 'vitest'
import { cage } from '../../core/test-support/cage.ts'
import { inWords } from '../../core/test-support/in-words.ts'
import type { SessionDriver } from '../../core/test-support/scenarios.ts'

const redirectUri = 'http://127.0.0.1/callback'

/** The Auth of core on the ports of Node, as a native client would use it (RFC 8252 §7.3), and a user without a window. */
export async function startProcess(server: RunningProvider): Promise<SessionDriver> {
  const { issuer, api, clients, users } = server
  const { authorize } = scriptedUser(users.alice)
  const kept = memoryStore()
  let { auth, kill } = begun()

  /** All that leaves the process and comes back to it goes through a cage, so that it can die at any moment. */
  function begun(): { readonly auth: Auth; readonly kill: () => void } {
    const { through, kill } = cage()
    const store = {
      ...kept,
      get: (...asked: Parameters<typeof kept.get>) => through(() => kept.get(...asked)),
      compareAndSwap: (...write: Parameters<typeof kept.compareAndSwap>) =>
        through(() => kept.compareAndSwap(...write)),
    }
    const open = (request: string) => through(() => authorize(request, redirectUri))
    const auth = authOn(
      { issuer, clientId: clients.terminal.id, redirectUri, scope: 'profile orders.read', resources: { api } },
      {
        store,
        lastingStore: store,
        clock: systemClock,
        wake: alwaysAwake,
        fetch: (url, init) => through(() => systemFetch(url, init)),
        landedAt: undefined,
        loadLatePorts: async () => ({
          ...{ refreshing, lock: memoryLock(), limits: defaultLimits, realm: randomId() },
          userAgent: { open, close: () => {} },
          addressBar: noAddressBar,
        }),
        loadFlow: async () => (await import('@tessera/core/code-flow')).codeFlow,
      },
    )
    return { auth, kill }
  }

  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true })
  await auth.ready()
  return {
    server,
    signIn: () => auth.signIn(),
    signOut: () => auth.signOut(),
    ask: async callers => [...new Set(await Promise.all(Array.from({ length: callers }, () => auth.getAccessToken())))],
    call: async () => (await auth.fetch(`${api}/orders`)).status,
    state: async () => inWords(auth.getSnapshot()),
    kill: async () => kill(),
    begin: async () => {
      ;({ auth, kill } = begun())
      await auth.ready()
    },
    sleep: async milliseconds => void vi.setSystemTime(Date.now() + milliseconds),
    close: async () => {
      kill()
      vi.useRealTimers()
      await server.resume()
      server.setGraceSeconds(0)
      server.delayTokenAnswers(0)
      server.resetCounters()
    },
  }
}
