import { clientCredentials } from '@tessera/node'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Service, startService } from './service.ts'

let provider: RunningProvider
let log: string[]
const services: Service[] = []

beforeEach(async () => {
  provider = await startProvider()
  log = []
})
afterEach(async () => {
  await Promise.all(services.splice(0).map(service => service.close()))
  await provider.close()
})

async function start({ clientSecret = provider.clients.service.secret, scope = 'orders.read' } = {}): Promise<Service> {
  const { issuer, api, clients } = provider
  const tokens = clientCredentials({ issuer, clientId: clients.service.id, clientSecret, scope, resources: { api } })
  const service = await startService({ api, tokens, log: line => void log.push(line) })
  services.push(service)
  return service
}

function orders({ origin }: Service): Promise<Response> {
  return fetch(`${origin}/orders`)
}

it('forwards orders to everybody with one token request', async () => {
  const service = await start()
  const answers = await Promise.all(Array.from({ length: 50 }, () => orders(service)))
  for (const answer of answers) expect(await answer.json()).toMatchObject({ for: 'service', orders: { length: 3 } })
  expect(provider.counters.tokenRequests).toBe(1)
  expect((await fetch(`${service.origin}/elsewhere`)).status).toBe(404)
})

it('renews its token, and callers do not notice', async () => {
  provider.setAccessTokenSeconds(2)
  const service = await start()
  const answers: number[] = []
  const tokensSince = async () => {
    answers.push((await orders(service)).status)
    return provider.counters.tokenRequests
  }
  await expect.poll(tokensSince, { timeout: 10_000 }).toBeGreaterThan(2)
  expect(new Set(answers)).toEqual(new Set([200]))
}, 15_000)

it('serves on while the authorization server is away and the token good, then says what is wrong, and recovers', async () => {
  provider.setAccessTokenSeconds(3)
  const service = await start()
  expect((await orders(service)).status).toBe(200)
  await provider.pause()
  expect((await orders(service)).status).toBe(200)
  const statusOf = async () => (await orders(service)).status
  await expect.poll(statusOf, { timeout: 10_000 }).toBe(503)

  const answer = await orders(service)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(await answer.json()).toEqual({
    status: 503,
    code: 'network_failed',
    title: expect.stringContaining('could not be reached'),
  })
  expect(log.at(-1)).toContain('Try again.')

  await provider.resume()
  await expect.poll(statusOf, { timeout: 15_000 }).toBe(200)
}, 30_000)

it('calls a mistake in its own settings its own fault, and tells no secret', async () => {
  const clientSecret = 'a wrong secret'
  const answer = await orders(await start({ clientSecret }))
  expect(answer.status).toBe(500)
  const told = await answer.text()
  expect(JSON.parse(told)).toMatchObject({ code: 'client_refused' })
  expect(log.at(-1)).toContain('Compare the client’s registration')
  expect(told + log).not.toContain(clientSecret)
})

it('does not pass on that the resource API refused its token: that is no fault of the caller', async () => {
  const answer = await orders(await start({ scope: 'orders.write' }))
  expect(answer.status).toBe(502)
  expect(await answer.json()).toMatchObject({ code: 'api_failed', title: 'The resource API answered 403.' })
})

it('answers what it has begun before it ends', async () => {
  const service = await start()
  provider.delayTokenAnswers(300)
  const begun = orders(service)
  await expect.poll(() => provider.counters.requests).toBeGreaterThan(0)
  const closing = service.close()
  await expect(orders(service)).rejects.toThrow()
  expect((await begun).status).toBe(200)
  await closing
})
