import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { discover } from './discovery.js'

const issuer = 'https://id.example/tenant'
const missing = () => new Response('not here', { status: 404 })

describe('discovery', () => {
  it('asks where OpenID Connect keeps the document', async () => {
    const { fetch, requests } = fakeFetch(() => json({ issuer, token_endpoint: `${issuer}/token` }))
    expect(await discover(issuer, { fetch })).toEqual({ issuer, tokenEndpoint: `${issuer}/token` })
    expect(requests.map(({ url }) => url)).toEqual([`${issuer}/.well-known/openid-configuration`])
    expect(requests[0]?.init).toMatchObject({ credentials: 'omit', redirect: 'manual' })
    expect(requests[0]?.headers.get('accept')).toBe('application/json')
  })

  it('asks where OAuth keeps it when it is not there', async () => {
    const { fetch, requests } = fakeFetch((_, count) => (count === 1 ? missing() : json({ issuer })))
    expect(await discover(issuer, { fetch })).toEqual({ issuer })
    expect(requests[1]?.url).toBe('https://id.example/.well-known/oauth-authorization-server/tenant')
  })

  it('writes one slash for an issuer that ends with one, and compares it as it is', async () => {
    const { fetch, requests } = fakeFetch(() => json({ issuer: 'https://id.example/' }))
    expect(await discover('https://id.example/', { fetch })).toEqual({ issuer: 'https://id.example/' })
    expect(requests[0]?.url).toBe('https://id.example/.well-known/openid-configuration')
    await expect(discover('https://id.example', { fetch })).rejects.toMatchObject({ code: 'issuer_mismatch' })
  })

  it('is invalid where there is no document, or a page in its place', async () => {
    const nowhere = fakeFetch(missing)
    await expect(discover(issuer, nowhere)).rejects.toMatchObject({
      code: 'discovery_invalid',
      facts: { origin: 'https://id.example', reason: 'not found' },
    })
    expect(nowhere.requests).toHaveLength(2)
    const page = fakeFetch(() => new Response('<html></html>'))
    await expect(discover(issuer, page)).rejects.toMatchObject({ code: 'discovery_invalid' })
  })

  it('finds nobody whose issuer would have to be written without slashes', async () => {
    const { fetch } = fakeFetch(() => json({ issuer }))
    await expect(discover('https:id.example', { fetch })).rejects.toMatchObject({ code: 'issuer_mismatch' })
  })

  it('tries again when the server is busy, as slowly as it asks', async () => {
    const { fetch, requests } = fakeFetch((_, count) =>
      count < 3 ? new Response('busy', { status: 503, headers: { 'retry-after': '0' } }) : json({ issuer }),
    )
    expect(await discover(issuer, { fetch })).toEqual({ issuer })
    expect(requests).toHaveLength(3)
  })

  it('gives up after three attempts', async () => {
    const busy = fakeFetch(() => new Response('busy', { status: 503, headers: { 'retry-after': '0' } }))
    await expect(discover(issuer, busy)).rejects.toMatchObject({ code: 'server_failed', facts: { status: 503 } })
    expect(busy.requests).toHaveLength(3)
  })

  it('does not keep a caller waiting for a long pause', async () => {
    const busy = fakeFetch(() => new Response('busy', { status: 429, headers: { 'retry-after': '3600' } }))
    await expect(discover(issuer, busy)).rejects.toMatchObject({
      code: 'rate_limited',
      facts: { status: 429, retryAfter: 3_600_000, origin: 'https://id.example' },
    })
    expect(busy.requests).toHaveLength(1)
  })

  it('follows no redirect', async () => {
    const { fetch } = fakeFetch(() => new Response(null, { status: 301, headers: { location: 'https://other' } }))
    await expect(discover(issuer, { fetch })).rejects.toMatchObject({ code: 'redirect_refused' })
  })

  it('accepts only an https address without query as an issuer', async () => {
    const { fetch, requests } = fakeFetch(() => json({}))
    await expect(discover('http://id.example', { fetch })).rejects.toMatchObject({
      code: 'insecure_url',
      facts: { name: 'issuer' },
    })
    const facts = { name: 'issuer' }
    for (const wrong of ['https://id.example/?a', 'https://id.example/#a', 'id.example'])
      await expect(discover(wrong, { fetch })).rejects.toMatchObject({ code: 'invalid_options', facts })
    expect(requests).toHaveLength(0)
  })
})
