import { createServer, type Server } from 'node:http'
import { text } from 'node:stream/consumers'
import { clientCredentials } from '@tessera/node'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import axios from 'axios'
import ky from 'ky'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

/** One call by each library. Every option is the library's own. */
interface Call {
  readonly body?: string
  readonly signal?: AbortSignal
}

type Fetch = typeof globalThis.fetch

const clients: Readonly<Record<string, (fetch: Fetch, api: string, call: Call) => Promise<string>>> = {
  ky: (fetch, api, { body, ...call }) =>
    ky
      .create({ prefix: api, fetch })
      .post('echo', { ...call, ...(body && { body }) })
      .text(),
  axios: async (fetch, api, { body, signal }) => {
    const client = axios.create({ baseURL: api, adapter: 'fetch', env: { fetch } })
    return (await client.post<string>('echo', body, signal && { signal })).data
  },
}

let provider: RunningProvider
let api: Server
let origin: string
let rejects: boolean
let tokens: Set<string | undefined>

// A resource server that may reject the first token it sees, and echoes what comes with another.
beforeAll(async () => {
  provider = await startProvider()
  api = createServer(async (request, response) => {
    const body = await text(request)
    const { authorization } = request.headers
    tokens.add(authorization)
    const [first] = tokens
    if (rejects && authorization === first) response.writeHead(401).end()
    else response.end(body)
  })
  await new Promise<void>(resolve => api.listen(0, '127.0.0.1', resolve))
  const address = api.address()
  origin = `http://localhost:${typeof address === 'object' && address ? address.port : ''}`
})
afterAll(async () => {
  await provider?.close()
  api?.close()
})
beforeEach(() => {
  rejects = false
  tokens = new Set()
})
afterEach(async () => {
  provider.delayTokenAnswers(0)
  await provider.resume()
  provider.resetCounters()
})

function machine({ scope = 'orders.read' } = {}) {
  const { issuer, clients } = provider
  const { id: clientId, secret: clientSecret } = clients.service
  return clientCredentials({ issuer, clientId, clientSecret, scope, resources: { orders: provider.api, echo: origin } })
}

describe.each(Object.entries(clients))('%s with the fetch of a token source', (_, call) => {
  it('repeats a request with its body when the token is rejected, once', async () => {
    rejects = true
    expect(await call(machine().fetch, origin, { body: 'two tarts' })).toBe('two tarts')
    expect(tokens.size).toBe(2)
    expect(provider.counters.tokenRequests).toBe(2)
  })

  it('asks once for all callers', async () => {
    const { fetch } = machine()
    await Promise.all(Array.from({ length: 20 }, () => call(fetch, origin, {})))
    expect(provider.counters.tokenRequests).toBe(1)
  })

  it('stops waiting when its caller aborts, and the token comes all the same', async () => {
    const source = machine()
    provider.delayTokenAnswers(1_000)
    const abort = new AbortController()
    const aborted = expect(call(source.fetch, origin, { signal: abort.signal })).rejects.toMatchObject({
      name: expect.stringMatching(/AbortError|CanceledError/),
    })
    await expect.poll(() => provider.counters.requests).toBeGreaterThan(0)
    abort.abort()
    await aborted
    await source.getAccessToken()
    expect(provider.counters.tokenRequests).toBe(1)
  })
})

it('ky rejects with the error of Tessera itself, and does not ask again for it', async () => {
  await provider.pause()
  const failed = clients.ky?.(machine().fetch, origin, {})
  await expect(failed).rejects.toMatchObject({ name: 'OAuthError', code: 'network_failed' })
})

it('axios wraps the error of Tessera and borrows its name, which is why the recipe takes it out', async () => {
  await provider.pause()
  const failed = clients.axios?.(machine().fetch, origin, {})
  await expect(failed).rejects.toMatchObject({ name: 'OAuthError', isAxiosError: true, cause: { retryable: true } })
  await expect(failed).rejects.not.toHaveProperty('retryable')
})
