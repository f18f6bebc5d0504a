import { type Auth, type AuthOptions, authOn, type Plugs } from '@tessera/core/auth'
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
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import type { Server } from './server.ts'

const redirectUri = 'http://127.0.0.1/callback'

/** The Auth of a browser, on the plugs of a terminal: everything in memory, and a scripted user in front of the sign-in page. */
export function terminalAuth(
  { about, api, users }: Pick<Server, 'about' | 'api' | 'users'>,
  clientId: string,
  loadFlow: Plugs['loadFlow'],
  more: Partial<AuthOptions> = {},
): Auth {
  const { authorize } = scriptedUser(users.alice)
  const store = memoryStore()
  const open = (request: string) => authorize(request, redirectUri)
  return authOn(
    { ...about, clientId, redirectUri, scope: 'profile orders.read', resources: { api }, ...more },
    {
      ...{
        store,
        lastingStore: store,
        clock: systemClock,
        wake: alwaysAwake,
        fetch: systemFetch,
        landedAt: undefined,
        loadFlow,
      },
      loadLatePorts: async () => ({
        ...{ refreshing, lock: memoryLock(), limits: defaultLimits, realm: randomId() },
        userAgent: { open, close: () => {} },
        addressBar: noAddressBar,
      }),
    },
  )
}
