import { handClock } from '@tessera/testing'
import { expect, it } from 'vitest'
import { jwtBearer } from './jwt-bearer.js'

const issuer = 'https://id.example.com'

it('a source that can always ask again keeps no refresh token: a refusal is a refusal, at once', async () => {
  const time = handClock()
  const answers = [
    Response.json({ access_token: 'at', refresh_token: 'rt', expires_in: 60 }),
    Response.json({ error: 'invalid_grant' }, { status: 400 }),
  ]
  const grants: (string | null)[] = []
  const source = jwtBearer({
    ...{ issuer, clientId: 'service', clientSecret: 's', server: { issuer, tokenEndpoint: `${issuer}/token` } },
    resources: { api: 'https://api.example.com' },
    assertion: () => 'an assertion',
    clock: time.clock,
    fetch: async (_, init) => {
      grants.push(new URLSearchParams(init?.body instanceof URLSearchParams ? init.body : '').get('grant_type'))
      return answers.shift() ?? Response.error()
    },
  })
  expect(await source.getAccessToken()).toBe('at')
  await time.advance(60_000)
  await expect(source.getAccessToken()).rejects.toMatchObject({ code: 'grant_refused' })
  const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
  expect(grants).toEqual([grant, grant])
})

it('a source looks anew where to ask, once the token endpoint has moved', async () => {
  const time = handClock()
  let place = `${issuer}/token`
  const source = jwtBearer({
    ...{ issuer, clientId: 'service', clientSecret: 's', clock: time.clock },
    resources: { api: 'https://api.example.com' },
    assertion: () => 'an assertion',
    fetch: async (url, init) => {
      if (init?.method !== 'POST') return Response.json({ issuer, token_endpoint: place })
      return url === place
        ? Response.json({ access_token: `at ${place}`, expires_in: 60 })
        : new Response('', { status: 404 })
    },
  })
  expect(await source.getAccessToken()).toBe(`at ${place}`)
  place = `${issuer}/moved`
  await time.advance(60_000)
  await expect(source.getAccessToken()).rejects.toMatchObject({ code: 'token_response_invalid' })
  await time.advance(60_000)
  expect(await source.getAccessToken()).toBe(`at ${place}`)
})

it('a source asks a server again that is busy when that says so, and not before', async () => {
  const time = handClock()
  let requests = 0
  const source = jwtBearer({
    ...{ issuer, clientId: 'service', clientSecret: 's', server: { issuer, tokenEndpoint: `${issuer}/token` } },
    resources: { api: 'https://api.example.com' },
    assertion: () => 'an assertion',
    clock: time.clock,
    fetch: async () => {
      requests += 1
      return requests === 1
        ? Response.json({}, { status: 429, headers: { 'retry-after': '120' } })
        : Response.json({ access_token: 'at', expires_in: 60 })
    },
  })
  const busy = { code: 'rate_limited', facts: { retryAfter: 120_000 } }
  await expect(source.getAccessToken()).rejects.toMatchObject(busy)
  await time.advance(119_999)
  await expect(source.getAccessToken()).rejects.toMatchObject(busy)
  expect(requests).toBe(1)
  await time.advance(1)
  expect(await source.getAccessToken()).toBe('at')
  expect(requests).toBe(2)
})
