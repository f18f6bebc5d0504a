import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { decodeJwt } from 'jose'
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

  it('obtains one with a key in place of the secret', async () => {
    vi.stubEnv('PRIVATE_KEY', JSON.stringify(provider.clients.serviceKey.privateKey))
    const keyed = { ...real, "'service'": "'service-key'" }
    const { machine } = await moduleOn('client-credentials', 'with-key.ts', keyed)
    const response = await machine.fetch(`${provider.api}/orders`)
    expect(await response.json()).toMatchObject({ for: 'service-key' })
  })
})

describe('the page of the refresh token grant', () => {
  it('renews once by hand, with the messages that it shows, and is refused the second time', async () => {
    const { renew } = await moduleOn('refresh-token', 'by-hand.ts', real)
    const { finish } = await byHand()
    const { refreshToken } = await finish()
    const messages = await messagesOf(provider.issuer, async () => {
      expect((await renew(refreshToken, { sub: 'alice' })).refreshToken).not.toBe(refreshToken)
      await expect(renew(refreshToken, { sub: 'alice' })).rejects.toMatchObject({ code: 'grant_refused' })
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

describe('the page of the device code grant', () => {
  const shown = messagesOn('device-code').map(shape)
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  /** Whose user is not done before the first question; the pauses in between take a fiftieth of their time. */
  async function confirm(page: string): Promise<void> {
    await vi.waitFor(() => expect(provider.counters.tokenRequests).toBeGreaterThan(0), { timeout: 10_000 })
    await scriptedUser(provider.users.alice).confirm(page)
  }

  function hurry(): void {
    const { setTimeout } = globalThis
    vi.stubGlobal('setTimeout', (run: () => void, milliseconds = 0) => setTimeout(run, milliseconds / 50))
    provider.resetCounters()
  }

  /** However often the same question got the same answer. */
  function unrepeated(messages: readonly string[]) {
    const shapes = messages.map(shape)
    return shapes.filter((each, at) => JSON.stringify(each) !== JSON.stringify(shapes[at - 2]))
  }

  it('calls the API for a user in a program, with the messages that it shows', async () => {
    const { orders, signOut } = await moduleOn('device-code', 'program.ts', real)
    hurry()
    const lines: string[] = []
    vi.spyOn(console, 'log').mockImplementation((line: string) => {
      lines.push(line)
      const [, page, code] = /^Open (\S+) and enter (\S+)$/.exec(line) ?? []
      void confirm(`${page}?user_code=${code}`)
    })
    const messages = await messagesOf(provider.issuer, async () => {
      expect(await orders()).toMatchObject({ for: 'alice' })
    })
    expect(lines).toHaveLength(1)
    expect(unrepeated(messages)).toEqual(shown)
    await signOut()
    expect(provider.counters.revocations).toBe(1)
  })

  it('signs a user in by hand, with the same messages', async () => {
    const { signIn } = await moduleOn('device-code', 'by-hand.ts', real)
    hurry()
    const messages = await messagesOf(provider.issuer, async () => {
      const prompt = ({ verificationUriComplete }: { verificationUriComplete: string }) =>
        void confirm(verificationUriComplete)
      expect(await signIn(prompt)).toMatchObject({ user: { sub: 'alice' }, scope: 'orders.read' })
    })
    expect(unrepeated(messages)).toEqual(shown)
  })
})

describe('the page of the token exchange grant', () => {
  const shown = messagesOn('token-exchange').map(shape)

  async function received(): Promise<string> {
    const { finish } = await byHand()
    return (await finish()).accessToken
  }

  it.each([
    ['in a service', 'service.ts', 'billingFor'],
    ['by hand', 'by-hand.ts', 'exchange'],
  ])('exchanges a user’s token %s, with the messages that it shows', async (_, file, name) => {
    vi.stubEnv('CLIENT_SECRET', provider.clients.ordersApi.secret)
    const exchanging = (await moduleOn('token-exchange', file, real))[name]
    const token = await received()
    const messages = await messagesOf(provider.issuer, async () => {
      const answer = await exchanging(token)
      const exchanged = 'fetch' in answer ? await answer.getAccessToken() : answer.accessToken
      expect(decodeJwt(exchanged)).toMatchObject({ sub: 'alice', aud: provider.billing, scope: 'billing.read' })
    })
    expect(messages.map(shape)).toEqual(shown)
  })
})

describe('the page of the JWT bearer grant', () => {
  const shown = messagesOn('jwt-bearer').map(shape)
  const withKey = () => ({ ...real, "'service'": "'service-key'" })

  it('calls the API for a user in a service, with the messages that it shows', async () => {
    vi.stubEnv('PRIVATE_KEY', JSON.stringify(provider.clients.serviceKey.privateKey))
    const { orders } = await moduleOn('jwt-bearer', 'service.ts', withKey())
    const messages = await messagesOf(provider.issuer, async () => {
      expect(await orders()).toMatchObject({ for: 'alice' })
    })
    expect(messages.map(shape)).toEqual(shown)
  })

  it('obtains a token by hand, with the same messages', async () => {
    const { tokensFor } = await moduleOn('jwt-bearer', 'by-hand.ts', withKey())
    const messages = await messagesOf(provider.issuer, async () => {
      const { accessToken } = await tokensFor('bob', provider.clients.serviceKey.privateKey)
      expect(decodeJwt(accessToken)).toMatchObject({ sub: 'bob', scope: 'orders.read' })
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
