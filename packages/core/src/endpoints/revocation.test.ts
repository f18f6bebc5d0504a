import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { outputs } from '../../test-support/outputs.js'
import type { Registration } from '../messages/registration.js'
import { none } from './client-authentication.js'
import { revokeToken } from './revocation.js'

const registration: Registration = {
  server: { issuer: 'https://id.example', revocationEndpoint: 'https://id.example/revoke' },
  clientId: 'web',
  authentication: none,
}

describe('revoking a token', () => {
  it('says which, of which kind and for whom, in a request that outlives its page', async () => {
    const { fetch, requests } = fakeFetch(() => new Response(null, { status: 200 }))
    await revokeToken(registration, 'rt', 'refresh_token', { fetch })
    expect(requests[0]?.form.toString()).toBe('token=rt&token_type_hint=refresh_token&client_id=web')
    expect(requests[0]?.init).toMatchObject({ method: 'POST', keepalive: true, credentials: 'omit' })
  })

  it('is done again when the server is busy', async () => {
    const { fetch, requests } = fakeFetch((_, count) =>
      count === 1 ? json({}, 503, { 'retry-after': '0' }) : new Response(null),
    )
    await revokeToken(registration, 'at', undefined, { fetch })
    expect(requests.map(({ form }) => form.toString())).toEqual(['token=at&client_id=web', 'token=at&client_id=web'])
  })

  it('fails as the server says, without telling the token', async () => {
    const answer = { error: 'unsupported_token_type', error_description: 'what is a-token?' }
    const { fetch } = fakeFetch(() => json(answer, 400))
    const error = await revokeToken(registration, 'a-token', undefined, { fetch }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'request_refused', serverError: 'unsupported_token_type' })
    expect(outputs(error)).not.toContain('a-token')
    const gone = fakeFetch(() => new Response('', { status: 404 }))
    await expect(revokeToken(registration, 'at', undefined, gone)).rejects.toMatchObject({
      code: 'request_refused',
      facts: { origin: 'https://id.example', status: 404 },
    })
  })

  it('needs a server that revokes', async () => {
    const server = { issuer: 'https://id.example' }
    await expect(revokeToken({ ...registration, server }, 'at')).rejects.toMatchObject({
      code: 'endpoint_missing',
      facts: { endpoint: 'revocation' },
    })
  })
})
