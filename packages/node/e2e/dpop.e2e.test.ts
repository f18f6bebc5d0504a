import { createServer, type RequestListener } from 'node:http'
import { dpopKeyPair } from '@tessera/core/dpop'
import { type Clock, memoryStore, systemClock } from '@tessera/core/platform'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { clientCredentials } from '../src/client-credentials.ts'
import { password } from '../src/password.ts'

let server: RunningProvider
beforeAll(async () => {
  server = await startProvider()
})
afterEach(() => server.requireNonces(false))
afterAll(() => server.close())

function service(
  options: { readonly api?: string; readonly dpop?: true | CryptoKeyPair; readonly clock?: Clock } = {},
) {
  const { id, secret } = server.clients.service
  const { api = server.api, ...others } = options
  return clientCredentials({
    ...{ issuer: server.issuer, clientId: id, clientSecret: secret, scope: 'orders.read', resources: { api } },
    ...{ dpop: true, ...others },
  })
}

describe('a service with a key of its own', () => {
  it('gets a token that its proofs open, and nothing else does', async () => {
    const machine = service()
    const response = await machine.fetch(`${server.api}/orders`)
    expect(await response.json()).toMatchObject({ for: 'service' })
    const accessToken = await machine.getAccessToken()
    for (const scheme of ['Bearer', 'DPoP']) {
      const stolen = await fetch(`${server.api}/orders`, { headers: { authorization: `${scheme} ${accessToken}` } })
      expect(stolen.status).toBe(401)
    }
  })

  it('asks once more for each server that wants a nonce, and never again while that is taken', async () => {
    server.requireNonces(true)
    server.resetCounters()
    const machine = service()
    for (let call = 0; call < 3; call++) expect((await machine.fetch(`${server.api}/orders`)).status).toBe(200)
    expect(server.counters).toMatchObject({ tokenRequests: 2, apiRequests: 4 })
    server.requireNonces(true)
    expect((await machine.fetch(`${server.api}/orders`)).status).toBe(200)
    expect(server.counters).toMatchObject({ tokenRequests: 2, apiRequests: 6 })
  })

  it('proves in the time of a server whose clock it does not share', async () => {
    const behind = { ...systemClock, wall: () => systemClock.wall() - 3_600_000 }
    expect((await service({ clock: behind }).fetch(`${server.api}/orders`)).status).toBe(200)
  })

  it('takes no bearer token where it asked for one that is bound', async () => {
    const { id, secret } = server.clients.firstParty
    const { username, password: word } = server.users.alice
    // The example's own password grant knows nothing of keys.
    const person = password({
      ...{ issuer: server.issuer, clientId: id, clientSecret: secret, scope: 'orders.read' },
      ...{ username, password: word, resources: { api: server.api }, dpop: true },
    })
    server.resetCounters()
    await expect(person.fetch(`${server.api}/orders`)).rejects.toMatchObject({ code: 'token_unbound' })
    expect(server.counters.apiRequests).toBe(0)
  })

  it('shares tokens through a store only with a key that is shared, too', async () => {
    const store = memoryStore()
    const { id: clientId, secret: clientSecret } = server.clients.service
    const shared = {
      ...{ issuer: server.issuer, clientId, clientSecret, scope: 'orders.read' },
      ...{ resources: { api: server.api }, store },
    }
    expect(() => clientCredentials({ ...shared, dpop: true })).toThrow('invalid_options')
    const dpop = await dpopKeyPair()
    server.resetCounters()
    for (const machine of [clientCredentials({ ...shared, dpop }), clientCredentials({ ...shared, dpop })])
      expect((await machine.fetch(`${server.api}/orders`)).status).toBe(200)
    expect(server.counters.tokenRequests).toBe(1)
    const bearer = clientCredentials(shared)
    expect((await bearer.fetch(`${server.api}/orders`)).status).toBe(200)
    expect(server.counters.tokenRequests).toBe(2)
  })

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i), so that no proof goes elsewhere', async status => {
    const seen: unknown[] = []
    const elsewhere = await listening((request, response) => {
      seen.push(request.headers)
      response.end()
    })
    const api = await listening((_request, response) => {
      response.writeHead(status, { location: `${elsewhere.origin}/` }).end()
    })
    const machine = service({ api: api.origin })
    const called = machine.fetch(`${api.origin}/orders`)
    await expect(called).rejects.toMatchObject({ code: 'redirect_refused', facts: { origin: api.origin, status } })
    expect(seen).toEqual([])
    api.close()
    elsewhere.close()
  })
})

async function listening(handler: RequestListener) {
  const http = createServer(handler)
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { origin: `http://localhost:${port}`, close: () => http.close() }
}
