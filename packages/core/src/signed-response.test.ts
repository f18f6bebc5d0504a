import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { answeredAuth } from '../test-support/answered-auth.js'
import { handClock } from '../test-support/hand-clock.js'
import { type OpenIdServer, openIdServer } from '../test-support/openid-server.js'
import { authOn } from './auth.js'
import { codeFlow } from './code-flow.js'
import { implicitFlow } from './implicit-flow.js'
import { memoryLock } from './ports/lock.js'
import { memoryStore } from './ports/store.js'
import { alwaysAwake } from './ports/wake.js'
import { refreshing } from './refresh-flow.js'
import { defaultLimits } from './session/platform.js'
import { signedResponse } from './signed-response.js'

const { withState } = signedResponse
const wall = Date.UTC(2026, 10, 24)
const redirectUri = 'https://app.example/callback'

function encoded(claims: unknown): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`
}

describe('an address with a signed answer', () => {
  it.each(['?response=', '?tenant=7&response=', '#response='])('shows its state beside it: %s', start => {
    const jwt = encoded({ state: 'tsr.1x.Ab-_9', code: 'ü>?' })
    const shown = withState(`${redirectUri}${start}${jwt}`)
    expect(shown).toBe(`${redirectUri}${start}${jwt}&state=tsr.1x.Ab-_9`)
    expect(withState(shown)).toBe(shown)
  })

  it('stays as it is where no state of ours can be found in it', () => {
    for (const state of [undefined, 7, '', 'a&code=evil', 'a b', '%26']) {
      const address = `${redirectUri}?response=${encoded({ state })}`
      expect(withState(address)).toBe(address)
    }
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), (address, text) => {
        expect(withState(address)).toBe(address)
        expect(withState(`${address}?response=${encodeURIComponent(text)}`)).toMatch(/^http/)
      }),
    )
  })
})

describe('a sign-in that wants a signed answer', () => {
  let server: OpenIdServer
  beforeEach(async () => {
    server = await openIdServer(wall)
  })

  /** An Auth whose request is answered like this. */
  function auth(answer: (request: URL) => string | Promise<string>, flow: 'query' | 'fragment' = 'query') {
    const { registration, fetch } = server
    const { issuer } = registration.server
    return answeredAuth({
      options: {
        ...{ issuer, clientId: 'web', redirectUri, signedResponse },
        server: { ...registration.server, authorizationEndpoint: `${issuer}/authorize` },
      },
      loadFlow: async () => (flow === 'query' ? codeFlow : implicitFlow),
      ...{ fetch, clock: handClock(wall).clock, answer },
    })
  }

  async function codeFor({ searchParams: said }: URL): Promise<string> {
    server.answer({ access_token: 'at', id_token: await server.idToken({ nonce: said.get('nonce') }) })
    return server.idToken({ code: 'c', state: said.get('state') })
  }

  it('asks for it, verifies it, and signs in', async () => {
    const requests: URL[] = []
    const signingIn = auth(async request => {
      requests.push(request)
      return `${redirectUri}?response=${await codeFor(request)}`
    })
    await signingIn.signIn()
    expect(signingIn.getSnapshot()).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect(requests[0]?.searchParams.get('response_mode')).toBe('jwt')
    expect(server.requests.at(-1)?.form.get('code')).toBe('c')
  })

  it('takes no plain one, not even with the right state', async () => {
    const signingIn = auth(request => `${redirectUri}?code=c&state=${request.searchParams.get('state')}`)
    const expected = { code: 'authorization_response_invalid', facts: { reason: 'unsigned' } }
    await expect(signingIn.signIn()).rejects.toMatchObject(expected)
  })

  it('takes none that answers another request', async () => {
    const signingIn = auth(async () => `${redirectUri}?response=${await server.idToken({ code: 'c', state: 'other' })}`)
    await expect(signingIn.signIn()).rejects.toMatchObject({ code: 'state_unknown' })
    expect(server.asked()).not.toContain('token')
  })

  it('hears a refusal that is signed', async () => {
    const signingIn = auth(async ({ searchParams: said }) => {
      return `${redirectUri}?response=${await server.idToken({ error: 'access_denied', state: said.get('state') })}`
    })
    const expected = { code: 'authorization_refused', serverError: 'access_denied' }
    await expect(signingIn.signIn()).rejects.toMatchObject(expected)
  })

  it('is finished by the page that the user comes back to, which shows nothing of it', async () => {
    const { registration, fetch } = server
    const store = memoryStore()
    const place: { address: string } = { address: 'https://app.example/orders' }
    let asked = new URL(redirectUri)

    function page(landedAt?: string) {
      const open = async (request: string) => {
        asked = new URL(request)
        return new Promise<never>(() => {})
      }
      const show = (address: string) => Object.assign(place, { address })
      const { clock } = handClock(wall)
      return authOn(
        {
          ...{ issuer: registration.server.issuer, clientId: 'web', redirectUri, signedResponse },
          server: { ...registration.server, authorizationEndpoint: 'https://id.example/authorize' },
        },
        {
          ...{ store, lastingStore: store, clock, wake: alwaysAwake, fetch, landedAt, loadFlow: async () => codeFlow },
          loadLatePorts: async () => ({
            ...{ refreshing, lock: memoryLock(clock), limits: defaultLimits, realm: 'a realm' },
            ...{ userAgent: { open, close: () => {} }, addressBar: { here: () => place.address, show } },
          }),
        },
      )
    }

    void page().signIn()
    await vi.waitFor(() => expect(asked.searchParams.get('state')).toBeTruthy())
    place.address = `${redirectUri}?response=${await codeFor(asked)}`
    expect(await page(place.address).ready()).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
    expect(place.address).toBe('https://app.example/orders')
  })
})
