import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { outputs } from '../../test-support/outputs.js'
import type { Registration } from '../messages/registration.js'
import { clientSecretBasic, none } from './client-authentication.js'
import { pushAuthorizationRequest } from './pushed-authorization.js'

const issuer = 'https://id.example'
const registration: Registration = {
  server: {
    issuer,
    authorizationEndpoint: `${issuer}/?route=authorize`,
    pushedAuthorizationRequestEndpoint: `${issuer}/par`,
  },
  clientId: 'web',
  authentication: none,
}
const asked = {
  responseType: 'code',
  redirectUri: 'https://app.example/callback',
  state: 'a state',
  codeChallenge: 'a challenge',
  loginHint: 'ada@example.com',
} as const
const requestUri = 'urn:ietf:params:oauth:request_uri:6esc'
const taken = () => json({ request_uri: requestUri, expires_in: 60 }, 201)

describe('leaving an authorization request with the server', () => {
  it('sends all of it there, and the user with nothing but its name', async () => {
    const { fetch, requests } = fakeFetch(taken)
    const address = await pushAuthorizationRequest(registration, asked, { fetch })
    expect(requests).toMatchObject([{ url: `${issuer}/par`, method: 'POST', init: { redirect: 'manual' } }])
    expect(Object.fromEntries(requests[0]?.form ?? [])).toEqual({
      response_type: 'code',
      client_id: 'web',
      redirect_uri: asked.redirectUri,
      state: 'a state',
      code_challenge: 'a challenge',
      code_challenge_method: 'S256',
      login_hint: 'ada@example.com',
    })
    const { origin, searchParams } = new URL(address)
    expect(origin).toBe(issuer)
    expect(Object.fromEntries(searchParams)).toEqual({ route: 'authorize', client_id: 'web', request_uri: requestUri })
  })

  it('lets a client with a secret authenticate, whose identifier stands in the request as well', async () => {
    const { fetch, requests } = fakeFetch(taken)
    await pushAuthorizationRequest({ ...registration, authentication: clientSecretBasic('s3cret') }, asked, { fetch })
    expect(requests[0]?.headers.get('authorization')).toBe(`Basic ${btoa('web:s3cret')}`)
    expect(requests[0]?.form.getAll('client_id')).toEqual(['web'])
  })

  it('spells the parameters as the provider does, once', async () => {
    const { fetch, requests } = fakeFetch(taken)
    const quirks = { writeParameters: (said: URLSearchParams) => said.append('seen', 'yes') }
    await pushAuthorizationRequest({ ...registration, quirks }, asked, { fetch })
    expect(requests[0]?.form.getAll('seen')).toEqual(['yes'])
  })

  it('is done again when the server is busy', async () => {
    const { fetch, requests } = fakeFetch((_, count) => (count === 1 ? json({}, 503, { 'retry-after': '0' }) : taken()))
    await pushAuthorizationRequest(registration, asked, { fetch })
    expect(requests).toHaveLength(2)
  })

  it.each([
    [{ error: 'invalid_request', error_description: 'unknown scope for response type code' }, 400, 'request_refused'],
    [{ error: 'invalid_redirect_uri' }, 400, 'request_refused'],
    [{ error: 'unauthorized_client' }, 403, 'client_refused'],
    [{ error: 'invalid_client' }, 401, 'client_refused'],
    [{ error: 'temporarily_unavailable' }, 400, 'server_failed'],
  ] as const)('fails as the server says: %o', async (body, status, code) => {
    const { fetch } = fakeFetch(() => json(body, status))
    const { error: serverError } = body
    const description = 'error_description' in body ? body.error_description : undefined
    const expected = { code, serverError, facts: { status, description } }
    await expect(pushAuthorizationRequest(registration, asked, { fetch })).rejects.toMatchObject(expected)
  })

  it('tells no errors that repeat what was asked', async () => {
    const answer = { error: 'invalid_request', error_description: 'ada@example.com is nobody' }
    const { fetch } = fakeFetch(() => json(answer, 400))
    const error = await pushAuthorizationRequest(registration, asked, { fetch }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'request_refused' })
    expect(outputs(error)).not.toContain('ada@example.com')
  })

  it.each([
    ['an answer without a name', () => json({ expires_in: 60 }, 201)],
    ['a name that is none', () => json({ request_uri: 7 }, 201)],
    ['an empty name', () => json({ request_uri: '' }, 201)],
    ['no JSON', () => new Response('<html>', { status: 200 })],
    ['a name in an answer that is no success', () => json({ request_uri: requestUri }, 404)],
  ])('sends nobody anywhere after %s', async (_, answer) => {
    const { fetch } = fakeFetch(answer)
    const facts = { origin: issuer, status: answer().status, member: 'request_uri' }
    const expected = { code: 'authorization_response_invalid', facts }
    await expect(pushAuthorizationRequest(registration, asked, { fetch })).rejects.toMatchObject(expected)
  })

  it('needs a server that takes it', async () => {
    const server = { issuer, authorizationEndpoint: `${issuer}/authorize` }
    const expected = { code: 'endpoint_missing', facts: { endpoint: 'pushed_authorization' } }
    await expect(pushAuthorizationRequest({ ...registration, server }, asked)).rejects.toMatchObject(expected)
  })
})
