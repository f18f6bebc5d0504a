import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { fetchKeys } from './jwks.js'

const server = { issuer: 'https://id.example', jwksUri: 'https://id.example/keys' }

describe('the keys of a server', () => {
  it('are fetched where its metadata says', async () => {
    const { fetch, requests } = fakeFetch(() => json({ keys: [{ kty: 'EC', kid: '1' }] }))
    expect(await fetchKeys(server, { fetch })).toEqual({ keys: [{ kty: 'EC', kid: '1' }] })
    expect(requests[0]?.url).toBe(server.jwksUri)
  })

  it('that are missing or unreadable are invalid', async () => {
    const gone = fakeFetch(() => json({}, 404))
    const facts = { origin: 'https://id.example', status: 404 }
    await expect(fetchKeys(server, gone)).rejects.toMatchObject({ code: 'keys_invalid', facts })
    const kept = fakeFetch(() => json({ keys: [{ kty: 'EC' }] }, 404))
    await expect(fetchKeys(server, kept)).rejects.toMatchObject({ code: 'keys_invalid', facts })
    const page = fakeFetch(() => new Response('<html>'))
    await expect(fetchKeys(server, page)).rejects.toMatchObject({ code: 'keys_invalid' })
  })

  it('cannot be had from a server that fails', async () => {
    const failing = fakeFetch(() => json({ keys: [{ kty: 'EC' }] }, 501))
    await expect(fetchKeys(server, failing)).rejects.toMatchObject({ code: 'server_failed', facts: { status: 501 } })
  })

  it('cannot be fetched where none are published', async () => {
    await expect(fetchKeys({ issuer: server.issuer })).rejects.toMatchObject({
      code: 'endpoint_missing',
      facts: { endpoint: 'jwks' },
    })
  })
})
