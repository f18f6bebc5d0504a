import { createServer, type RequestListener } from 'node:http'
import { inspect } from 'node:util'
import { clientSecretJwt, privateKeyJwt } from '@tessera/core/client-authentication/jwt'
import type { Clock } from '@tessera/core/platform'
import { authorizationServer, handClock } from '@tessera/testing'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { clientCredentials, OAuthError } from './index.js'

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())
afterEach(async () => {
  await provider.resume()
  provider.resetCounters()
})

interface More {
  readonly clientSecret?: string
  readonly scope?: string
  readonly resources?: { readonly api: string }
  readonly clock?: Clock
}

function service(options: More = {}) {
  const { issuer, api, clients } = provider
  const { id: clientId, secret: clientSecret } = clients.service
  return clientCredentials({ issuer, clientId, clientSecret, scope: 'orders.read', resources: { api }, ...options })
}

function orders(): string {
  return `${provider.api}/orders`
}

describe('clientCredentials', () => {
  it('asks once for a thousand callers, with a secret that only arrives whole when encoded', async () => {
    const machine = service()
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => machine.getAccessToken()))
    expect(new Set(tokens).size).toBe(1)
    expect(provider.counters.tokenRequests).toBe(1)
  })

  it('calls a resource that checks the token', async () => {
    const response = await service().fetch(orders())
    expect(await response.json()).toMatchObject({ for: 'service' })
  })

  it('sends the token of the first resource that holds the URL', async context => {
    const { issuer, fetch, bearer } = authorizationServer()
    const scopes: (string | undefined)[] = []
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      scopes.push(bearer(new Request(url, init))?.scope)
      return new Response()
    })
    context.onTestFinished(() => void vi.unstubAllGlobals())
    const api = { url: 'https://api.example', scope: 'read' }
    const admin = { url: 'https://api.example/admin', scope: 'admin' }
    const client = { issuer, clientId: 'service', clientSecret: 'the secret of the service', fetch }
    await clientCredentials({ ...client, resources: { admin, api } }).fetch('https://api.example/admin/users')
    await clientCredentials({ ...client, resources: { api, admin } }).fetch('https://api.example/admin/users')
    expect(scopes).toEqual(['admin', 'read'])
  })

  it('serves a server that takes secrets only in the form, and one with opaque tokens', async () => {
    const { issuer, api, clients } = provider
    const { id: clientId, secret: clientSecret } = clients.serviceOpaque
    const opaque = clientCredentials({ issuer, clientId, clientSecret, scope: 'orders.read', resources: { api } })
    expect((await opaque.fetch(orders())).status).toBe(200)
  })

  it('serves a client that signs who it is, with its key or with its secret', async () => {
    const { issuer, api, clients } = provider
    const { serviceKey, serviceSecretJwt } = clients
    const byKey = { clientId: serviceKey.id, authentication: privateKeyJwt(serviceKey.privateKey) }
    const bySecret = { clientId: serviceSecretJwt.id, authentication: clientSecretJwt(serviceSecretJwt.secret) }
    for (const client of [byKey, bySecret]) {
      const machine = clientCredentials({ issuer, ...client, scope: 'orders.read', resources: { api } })
      expect(await (await machine.fetch(orders())).json()).toMatchObject({ for: client.clientId })
      const rejected = await machine.getAccessToken()
      expect(await machine.getAccessToken({ rejected })).not.toBe(rejected)
    }
  })

  it('renews an expired token', async () => {
    const time = handClock()
    const machine = service({ clock: time.clock })
    const first = await machine.getAccessToken()
    await time.advance(20_000)
    expect(await machine.getAccessToken()).not.toBe(first)
    expect(provider.counters.tokenRequests).toBe(2)
  })

  it('renews a token that a resource rejects once, however many say so and however late', async () => {
    const machine = service()
    const rejected = await machine.getAccessToken()
    const renewed = await Promise.all(Array.from({ length: 50 }, () => machine.getAccessToken({ rejected })))
    expect(new Set(renewed).size).toBe(1)
    expect(await machine.getAccessToken({ rejected })).toBe(renewed[0])
    expect(provider.counters.tokenRequests).toBe(2)
  })

  it('keeps a token that is still good while the authorization server is away, and recovers', async () => {
    const machine = service()
    const token = await machine.getAccessToken()
    await provider.pause()
    expect(await machine.getAccessToken()).toBe(token)
    await expect(service().getAccessToken()).rejects.toMatchObject({ code: 'network_failed', retryable: true })
    await provider.resume()
    expect((await service().fetch(orders())).status).toBe(200)
  })

  it('says that the client was refused, and nothing secret', async () => {
    const clientSecret = 'a wrong secret'
    const error: unknown = await service({ clientSecret })
      .getAccessToken()
      .catch(thrown => thrown)
    expect(error).toBeInstanceOf(OAuthError)
    expect(error).toMatchObject({ code: 'client_refused', serverError: 'invalid_client' })
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain(clientSecret)
  })

  it('sends no token to an origin that was not declared', async () => {
    await expect(service().fetch('https://elsewhere.example.com')).rejects.toMatchObject({ code: 'undeclared_origin' })
    expect(provider.counters.tokenRequests).toBe(0)
  })

  it('sends a token to a resource, and never on to another origin that it redirects to', async context => {
    const seen: (string | undefined)[] = []
    const listening = async (listener: RequestListener) => {
      const server = createServer((request, response) => {
        seen.push(request.headers.authorization)
        listener(request, response)
      })
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      context.onTestFinished(() => void server.close())
      return `http://127.0.0.1:${Object(server.address()).port}`
    }
    const elsewhere = await listening((_, response) => response.end())
    const api = await listening((_, response) => response.writeHead(307, { location: `${elsewhere}/` }).end())
    const machine = service({ resources: { api } })
    expect((await machine.fetch(`${api}/orders`)).status).toBe(200)
    expect(seen).toEqual([`Bearer ${await machine.getAccessToken()}`, undefined])
  })

  it.each([
    ['an issuer without TLS', { issuer: 'http://id.example.com' }, 'insecure_url'],
    ['a resource without TLS', { resources: { api: 'http://api.example.com' } }, 'insecure_url'],
    ['no client', { clientId: '' }, 'invalid_options'],
    ['an empty secret', { clientSecret: '' }, 'invalid_options'],
    ['a secret that nobody set', Object({ clientSecret: undefined }), 'invalid_options'],
  ])('refuses %s at once', (_, wrong, code) => {
    const right = { issuer: 'https://id.example.com', clientId: 'service', clientSecret: 's', resources: {} }
    expect(() => clientCredentials({ ...right, ...wrong })).toThrow(expect.objectContaining({ code }))
  })
})
