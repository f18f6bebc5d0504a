import { type Auth, type AuthOptions, authOn } from '@tessera/core/auth'
import { dpopKeyPair, proofOfPossession } from '@tessera/core/dpop'
import { alwaysAwake, defaultLimits, memoryLock, memoryStore, noAddressBar } from '@tessera/core/platform'
import { refreshing } from '@tessera/core/refresh-flow'
import { requestObject } from '@tessera/core/request-object'
import { signedResponse } from '@tessera/core/signed-response'
import { byHand } from './by-hand.ts'
import { application } from './server.ts'
import type { Client, World } from './world.ts'

const [requestKey, proofKey] = await Promise.all([dpopKeyPair(), dpopKeyPair()])

/** Tessera, composed of its public entries as its packages for platforms compose it. */
export const tessera: Client = async (errand, world) => {
  switch (errand) {
    case 'sign in':
      return firstSignIn(world, {})
    case 'sign in, implicit':
      return firstSignIn(world, {}, 'implicit')
    case 'sign in, pushed':
      return firstSignIn(world, { pushedAuthorization: true })
    case 'sign in, signed request':
      return firstSignIn(world, { requestObject: requestObject(requestKey.privateKey, world) })
    case 'sign in, signed answer':
      return firstSignIn(world, { signedResponse })
    case 'sign in, registered for RS256':
      return firstSignIn(world, { idTokenSignedResponseAlg: 'RS256' })
    case 'sign in, bound':
      return firstSignIn(world, bound(world))
    case 'sign in again': {
      const held = await signedIn(world)
      await held.signIn()
      return holding(held)
    }
    case 'renew':
    case 'renew, bound':
    case 'renew twice': {
      const held = await signedIn(world, errand === 'renew, bound' ? bound(world) : {})
      world.expire()
      if (errand !== 'renew twice') return holding(held)
      await held.getAccessToken()
      world.expire()
      return holding(held)
    }
    case 'call the resource':
    case 'call the resource, bound': {
      const isBound = errand === 'call the resource, bound'
      const held = await signedIn(world, isBound ? bound(world) : {})
      const { status } = await held.fetch(isBound ? `${world.resource}?page=2#top` : world.resource)
      return { status }
    }
    default:
      world.begin()
      return byHand(errand, world)
  }
}

const flows = {
  code: async () => (await import('@tessera/core/code-flow')).codeFlow,
  implicit: async () => (await import('@tessera/core/implicit-flow')).implicitFlow,
} as const

/** An Auth in memory, whose user agent comes straight back. */
function auth(world: World, more: Partial<AuthOptions>, grant: keyof typeof flows = 'code'): Auth<'orders'> {
  const { issuer, resource, fetch, clock, visit } = world
  const { id: clientId, redirectUri } = application
  const store = memoryStore()
  return authOn(
    { issuer, clientId, redirectUri, resources: { orders: resource }, ...more },
    {
      ...{ store, lastingStore: store, clock, wake: alwaysAwake, fetch, landedAt: undefined, loadFlow: flows[grant] },
      loadLatePorts: async () => ({
        ...{ refreshing, lock: memoryLock(clock), limits: defaultLimits, realm: 'a realm', addressBar: noAddressBar },
        userAgent: { open: request => visit(new URL(request)), close: () => {} },
      }),
    },
  )
}

/** Tokens are for one key. */
function bound({ clock }: World): Pick<AuthOptions, 'dpop'> {
  const proof = proofOfPossession(async () => proofKey, clock)
  return { dpop: () => async () => proof }
}

/** At a server that lies from the beginning. */
async function firstSignIn(world: World, more: Partial<AuthOptions>, grant?: keyof typeof flows): Promise<unknown> {
  const held = auth(world, more, grant)
  world.begin()
  await held.signIn()
  return holding(held)
}

/** By an honest server, which lies from then on. */
async function signedIn(world: World, more: Partial<AuthOptions> = {}): Promise<Auth<'orders'>> {
  const held = auth(world, more)
  await held.signIn()
  world.begin()
  return held
}

async function holding(held: Auth<'orders'>): Promise<unknown> {
  const accessToken = await held.getAccessToken()
  const { user, status } = held.getSnapshot()
  return { accessToken, user, status }
}
