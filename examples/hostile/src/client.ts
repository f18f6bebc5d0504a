import { type Auth, authOn } from '@tessera/core/auth'
import {
  authorizationRequest,
  checkResponse,
  parseAuthorizationResponse,
  pkce,
} from '@tessera/core/authorization-endpoint'
import { clientSecretBasic } from '@tessera/core/client-authentication'
import { discover, fetchUserinfo, introspectToken, revokeToken } from '@tessera/core/endpoints'
import { authorizationCode } from '@tessera/core/grants/authorization-code'
import { clientCredentials } from '@tessera/core/grants/client-credentials'
import { password } from '@tessera/core/grants/password'
import {
  alwaysAwake,
  type Clock,
  defaultLimits,
  type Fetch,
  memoryLock,
  memoryStore,
  noAddressBar,
} from '@tessera/core/platform'
import type { Errand } from './scenario.ts'
import { application } from './server.ts'

/** What a client finds around it. */
export interface World {
  readonly issuer: string
  readonly resource: string
  readonly fetch: Fetch
  readonly clock: Clock
  /** Shows the user an authorization request, and answers where the user came back. */
  readonly visit: (request: URL) => Promise<string>
  /** Lets the server begin to lie. */
  readonly begin: () => void
  /** Lets the access token expire. */
  readonly expire: () => void
}

/** Runs an errand and answers what it has in the end. */
export type Client = (errand: Errand, world: World) => Promise<unknown>

/** Tessera, composed of its public entries as its packages for platforms compose it. */
export const tessera: Client = async (errand, world) => {
  switch (errand) {
    case 'sign in':
    case 'sign in, implicit': {
      const held = auth(world, errand === 'sign in' ? 'code' : 'implicit')
      world.begin()
      await held.signIn()
      return holding(held)
    }
    case 'sign in again': {
      const held = await signedIn(world)
      await held.signIn()
      return holding(held)
    }
    case 'renew':
    case 'renew twice': {
      const held = await signedIn(world)
      world.expire()
      if (errand === 'renew') return holding(held)
      await held.getAccessToken()
      world.expire()
      return holding(held)
    }
    case 'call the resource': {
      const held = await signedIn(world)
      const { status } = await held.fetch(world.resource)
      return { status }
    }
    default:
      world.begin()
      return alone(errand, world)
  }
}

const flows = {
  code: async () => (await import('@tessera/core/code-flow')).codeFlow,
  implicit: async () => (await import('@tessera/core/implicit-flow')).implicitFlow,
} as const

/** An Auth in memory, whose user agent comes straight back. */
function auth({ issuer, resource, fetch, clock, visit }: World, grant: keyof typeof flows): Auth<'orders'> {
  const { id: clientId, redirectUri } = application
  const store = memoryStore()
  return authOn(
    { issuer, clientId, redirectUri, resources: { orders: resource } },
    {
      ...{ store, lasting: store, clock, wake: alwaysAwake, fetch, landedAt: undefined, loadFlow: flows[grant] },
      loadLatePorts: async () => ({
        ...{ lock: memoryLock(clock), limits: defaultLimits, realm: 'a realm', addressBar: noAddressBar },
        userAgent: { open: request => visit(new URL(request)), close: () => {} },
      }),
    },
  )
}

/** By an honest server, which lies from then on. */
async function signedIn(world: World): Promise<Auth<'orders'>> {
  const held = auth(world, 'code')
  await held.signIn()
  world.begin()
  return held
}

async function holding(held: Auth<'orders'>): Promise<unknown> {
  const accessToken = await held.getAccessToken()
  const { user, status } = held.getSnapshot()
  return { accessToken, user, status }
}

/** What needs no session: a confidential client uses the endpoints one by one. */
async function alone(errand: Errand, world: World): Promise<unknown> {
  const server = await discover(world.issuer, world)
  const authentication = clientSecretBasic(application.secret)
  const registration = { server, clientId: application.id, authentication }
  switch (errand) {
    case 'exchange a code': {
      const state = 'a state'
      const nonce = 'a nonce'
      const maxAge = 3_600_000
      const { redirectUri } = application
      const { codeChallenge, codeVerifier } = await pkce()
      const asked = { responseType: 'code', redirectUri, scope: 'openid', state, nonce, maxAge, codeChallenge } as const
      const address = await world.visit(new URL(authorizationRequest(registration, asked)))
      const response = parseAuthorizationResponse(address, 'query')
      const { code } = checkResponse(response, { ...registration, state, kind: 'code' })
      return authorizationCode(registration, { code, redirectUri, codeVerifier, nonce, maxAge }, world)
    }
    case 'ask who the user is':
      return fetchUserinfo(registration, { accessToken: 'at0', subject: 'ada' }, world)
    case 'revoke':
      await revokeToken(registration, 'rt0', 'refresh_token', world)
      return {}
    case 'introspect':
      return introspectToken(registration, 'at0', world)
    case 'use a password':
      return password(registration, { username: 'ada', password: 'difference engine', scope: 'openid' }, world)
    default:
      return clientCredentials(registration, {}, world)
  }
}
