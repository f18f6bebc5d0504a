import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { mendedOn, messagesOn, moduleOn, snippetOn } from './grant-page.ts'
import { messagesOf, shape } from './wire.ts'

const redirectUri = 'http://localhost:5173/callback'

let provider: RunningProvider
let real: Readonly<Record<string, string>>
beforeAll(async () => {
  provider = await startProvider({ pages: [redirectUri] })
  const { issuer, api } = provider
  real = {
    'https://id.example.com': issuer,
    'https://api.example.com': api,
    'https://app.example.com/callback': redirectUri,
  }
})
afterEach(() => vi.unstubAllEnvs())
afterAll(() => provider.close())

/** What a user's browser is sent with, and what it comes back with. */
async function signedIn(address: string) {
  const back = await scriptedUser(provider.users.alice).authorize(address, redirectUri)
  const there = `GET ${address.replace(provider.issuer, '')} HTTP/1.1`
  return { back, messages: [there, `HTTP/1.1 303 See Other\nLocation: ${back}`] }
}

async function byHand() {
  const { begin, finish } = await moduleOn('authorization-code', 'by-hand.ts', real)
  const { address, pending } = await begin()
  const { back, messages } = await signedIn(address)
  return { messages, finish: () => finish(back, pending) }
}

describe('the page of the authorization code grant', () => {
  it('signs a user in by hand, with the messages that it shows', async () => {
    const { messages, finish } = await byHand()
    const exchange = await messagesOf(provider.issuer, async () => {
      expect(await finish()).toMatchObject({ user: { sub: 'alice' } })
    })
    expect([...messages, ...exchange].map(shape)).toEqual(messagesOn('authorization-code').map(shape))
  })
})

describe('the page of the client credentials grant', () => {
  const shown = messagesOn('client-credentials').map(shape)

  it('calls the API in a service, with the messages that it shows', async () => {
    vi.stubEnv('CLIENT_SECRET', provider.clients.service.secret)
    const { orders } = await moduleOn('client-credentials', 'service.ts', real)
    const messages = await messagesOf(provider.issuer, async () => {
      expect(await orders()).toMatchObject({ for: 'service' })
    })
    expect(messages.map(shape)).toEqual(shown)
  })

  it('obtains a token by hand, with the same messages', async () => {
    vi.stubEnv('CLIENT_SECRET', provider.clients.service.secret)
    const messages = await messagesOf(provider.issuer, async () => {
      const { tokens } = await moduleOn('client-credentials', 'by-hand.ts', real)
      expect(tokens).toMatchObject({ scope: 'orders.read' })
    })
    expect(messages.map(shape)).toEqual(shown)
  })
})

describe('the page of the refresh token grant', () => {
  it('renews once by hand, with the messages that it shows, and is refused the second time', async () => {
    const { renew } = await moduleOn('refresh-token', 'by-hand.ts', real)
    const { finish } = await byHand()
    const { refreshToken } = await finish()
    const messages = await messagesOf(provider.issuer, async () => {
      expect((await renew(refreshToken, 'alice')).refreshToken).not.toBe(refreshToken)
      await expect(renew(refreshToken, 'alice')).rejects.toMatchObject({ code: 'grant_refused' })
    })
    const [request, answer, , refusal] = messages.map(shape)
    expect([request, answer, refusal]).toEqual(messagesOn('refresh-token').map(shape))
  })
})

describe('the page of the implicit grant', () => {
  it('signs a user in by hand, with the messages that it shows', async () => {
    const { begin, finish } = await moduleOn('implicit', 'by-hand.ts', { ...real, "'web'": "'web-implicit'" })
    const { address, pending } = begin()
    const { back, messages } = await signedIn(address)
    expect(await finish(back, pending)).toMatchObject({ user: { sub: 'alice' }, scope: 'orders.read' })
    expect(messages.map(shape)).toEqual(messagesOn('implicit').map(shape))
  })
})

describe('the page of the password grant', () => {
  const shown = messagesOn('password').map(shape)

  it('calls the API in a service, with the messages that it shows', async () => {
    const { clients, users } = provider
    vi.stubEnv('CLIENT_SECRET', clients.firstParty.secret)
    vi.stubEnv('ROBOT_PASSWORD', users.bob.password)
    const bob = { ...real, "'service'": "'first-party'", "'robot'": "'bob'" }
    const { orders } = await moduleOn('password', 'service.ts', bob)
    const messages = await messagesOf(provider.issuer, async () => {
      expect(await orders()).toMatchObject({ for: 'bob' })
    })
    expect(messages.map(shape)).toEqual(shown)
  })

  it('obtains tokens by hand, with the same messages', async () => {
    const { clients, users } = provider
    vi.stubEnv('CLIENT_SECRET', clients.firstParty.secret)
    const { signIn } = await moduleOn('password', 'by-hand.ts', { ...real, "'service'": "'first-party'" })
    const messages = await messagesOf(provider.issuer, async () => {
      expect(await signIn('bob', users.bob.password)).toHaveProperty('refreshToken')
    })
    expect(messages.map(shape)).toEqual(shown)
  })
})

describe('the way out', () => {
  it.each([
    ['implicit', 'authorization-code', 'auth.ts'],
    ['password', 'client-credentials', 'service.ts'],
  ])('of the %s grant leads to what the page of %s shows', (from, to, file) => {
    expect(mendedOn(from, file)).toBe(snippetOn(to, file))
  })
})
