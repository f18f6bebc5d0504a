import { expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { none } from './client-authentication.js'
import { authorizeDevice } from './device-authorization.js'

const origin = 'https://id.example'
const server = { issuer: origin, deviceAuthorizationEndpoint: `${origin}/device` }
const registration = { server, clientId: 'tv', authentication: none }
const answer = { device_code: 'dc', user_code: 'uc', verification_uri: `${origin}/go` }

it('a device asks for a code with its name and what it wants, and nothing else', async () => {
  const { fetch, requests } = fakeFetch(() => json(answer))
  const { userCode } = await authorizeDevice(
    registration,
    { scope: 'a b', resource: ['https://a', 'https://b'] },
    { fetch },
  )
  expect(userCode).toBe('uc')
  expect(requests.map(({ url, form }) => `${url}?${form}`)).toEqual([
    `${origin}/device?scope=a+b&resource=https%3A%2F%2Fa&resource=https%3A%2F%2Fb&client_id=tv`,
  ])
})

it.each([
  [answer, 404, 'authorization_response_invalid'],
  [{ error: 'invalid_scope' }, 400, 'request_refused'],
  [{ error: 'unauthorized_client' }, 401, 'client_refused'],
])('no code is read from a failure (%#)', async (body, status, code) => {
  const { fetch } = fakeFetch(() => json(body, status))
  const asked = authorizeDevice(registration, {}, { fetch })
  await expect(asked).rejects.toMatchObject({ code, facts: { origin, status } })
})

it('a server without codes for devices is told at once', async () => {
  const facts = { endpoint: 'device_authorization' }
  const asked = authorizeDevice({ ...registration, server: { issuer: origin } }, {})
  await expect(asked).rejects.toMatchObject({ code: 'endpoint_missing', facts })
})
