import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { messagesOn, moduleOn } from './grant-page.ts'
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

describe('the page of the authorization code grant', () => {
  it('signs a user in by hand, with the messages that it shows', async () => {
    const { begin, finish } = await moduleOn('authorization-code', 'by-hand.ts', real)
    const { address, pending } = await begin()
    const { back, messages } = await signedIn(address)
    const exchange = await messagesOf(provider.issuer, async () => {
      expect(await finish(back, pending)).toMatchObject({ user: { sub: 'alice' } })
    })
    expect([...messages, ...exchange].map(shape)).toEqual(messagesOn('authorization-code').map(shape))
  })
})
