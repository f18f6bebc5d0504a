import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import type { Registration } from '../messages/registration.js'
import { clientSecretPost } from './client-authentication.js'
import { introspectToken } from './introspection.js'

const registration: Registration = {
  server: { issuer: 'https://id.example', introspectionEndpoint: 'https://id.example/introspect' },
  clientId: 'api',
  authentication: clientSecretPost('s'),
}

describe('introspection', () => {
  it('asks with the resource server’s own credentials', async () => {
    const { fetch, requests } = fakeFetch(() => json({ active: true, sub: 'ada' }))
    expect(await introspectToken(registration, 'at', { fetch })).toMatchObject({ active: true, subject: 'ada' })
    expect(requests[0]?.form.toString()).toBe('token=at&client_id=api&client_secret=s')
    expect(requests[0]?.headers.get('accept')).toBe('application/json')
  })

  it.each([
    [() => json({ error: 'invalid_client' }, 400), 'client_refused', { origin: 'https://id.example', status: 400 }],
    [() => new Response('', { status: 401 }), 'client_refused', { origin: 'https://id.example', status: 401 }],
    [() => json({ active: true }, 404), 'introspection_invalid', { origin: 'https://id.example', status: 404 }],
    [() => json({ active: true }, 300), 'redirect_refused', { origin: 'https://id.example', status: 300 }],
    [() => new Response('yes'), 'introspection_invalid', {}],
  ])('fails when the server does not say (%#)', async (answer, code, facts) => {
    const { fetch } = fakeFetch(answer)
    await expect(introspectToken(registration, 'at', { fetch })).rejects.toMatchObject({ code, facts })
  })

  it('needs a server that introspects', async () => {
    const server = { issuer: 'https://id.example' }
    await expect(introspectToken({ ...registration, server }, 'at')).rejects.toMatchObject({
      code: 'endpoint_missing',
      facts: { endpoint: 'introspection' },
    })
  })
})
