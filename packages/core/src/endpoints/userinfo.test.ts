import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { outputs } from '../../test-support/outputs.js'
import { fetchUserinfo } from './userinfo.js'

const client = {
  server: { issuer: 'https://id.example', userinfoEndpoint: 'https://id.example/me' },
  clientId: 'web',
}
const asked = { accessToken: 'a-secret-token', subject: 'ada' }

describe('user info', () => {
  it('is asked for with the access token', async () => {
    const { fetch, requests } = fakeFetch(() => json({ sub: 'ada', email: 'ada@example.org' }))
    expect(await fetchUserinfo(client, asked, { fetch })).toEqual({ sub: 'ada', email: 'ada@example.org' })
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer a-secret-token')
    expect(requests[0]?.headers.get('accept')).toBe('application/json')
  })

  it.each([
    [() => new Response('', { status: 401 }), 'token_rejected', { origin: 'https://id.example', status: 401 }],
    [() => new Response('', { status: 403 }), 'userinfo_invalid', { origin: 'https://id.example', status: 403 }],
    [() => json({ sub: 'ada' }, 404), 'userinfo_invalid', { origin: 'https://id.example', status: 404 }],
    [() => json({ sub: 'ada' }, 501), 'server_failed', { origin: 'https://id.example', status: 501 }],
    [() => json({ sub: 'eve' }), 'userinfo_invalid', { claim: 'sub' }],
    [() => new Response('a.signed.answer'), 'userinfo_invalid', { reason: 'unreadable' }],
  ])('fails when it is not about the user (%#), without telling the token', async (answer, code, facts) => {
    const { fetch } = fakeFetch(answer)
    const error = await fetchUserinfo(client, asked, { fetch }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code, facts })
    expect(outputs(error)).not.toContain('a-secret-token')
  })

  it.each(['two-lines\nof-a-file', 'with-a-\0-inside'])(
    'quotes no access token that no header can hold: %j',
    async accessToken => {
      const { fetch, requests } = fakeFetch(() => json({ sub: 'ada' }))
      const error = await fetchUserinfo(client, { accessToken }, { fetch }).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'invalid_options', facts: { name: 'accessToken' } })
      for (const part of accessToken.split(/[^\w-]/)) expect(outputs(error)).not.toContain(part)
      expect(requests).toEqual([])
    },
  )

  it('is asked for with a token that still has the end of its line', async () => {
    const { fetch, requests } = fakeFetch(() => json({ sub: 'ada' }))
    await fetchUserinfo(client, { ...asked, accessToken: 'a-secret-token\n' }, { fetch })
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer a-secret-token')
  })

  it('needs a server that has it', async () => {
    const server = { issuer: 'https://id.example' }
    await expect(fetchUserinfo({ ...client, server }, asked)).rejects.toMatchObject({
      code: 'endpoint_missing',
      facts: { endpoint: 'userinfo' },
    })
  })
})
