import { expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { providerSuite } from '../../test-support/provider-suite.js'
import { auth0Fixture } from '../../test-support/providers/auth0.js'
import { clientSecret } from '../endpoints/client-authentication.js'
import { clientCredentials } from '../grants/client-credentials.js'
import { authorizationRequest } from '../messages/authorization-request.js'
import { auth0 } from './auth0.js'

providerSuite(auth0Fixture)

it('Auth0 is told by its own word which API a token is for, in a sign-in and in a token request', async () => {
  const provider = auth0({ domain: 'example.eu.auth0.com', clientId: 'web' })
  const { issuer } = provider
  const server = { issuer, authorizationEndpoint: `${issuer}authorize`, tokenEndpoint: `${issuer}oauth/token` }
  const resource = 'https://api.example'
  const asked = { responseType: 'code', redirectUri: 'https://app.example', state: 's', codeChallenge: 'c' } as const
  const { searchParams } = new URL(authorizationRequest({ ...provider, server }, { ...asked, resources: [resource] }))
  expect([searchParams.get('audience'), searchParams.has('resource')]).toEqual([resource, false])

  const { fetch, requests } = fakeFetch(() => json({ access_token: 'at', token_type: 'Bearer' }))
  const registration = { ...provider, server, authentication: clientSecret('the secret') }
  await clientCredentials(registration, { resource }, { fetch, clock: handClock().clock })
  expect([requests[0]?.form.get('audience'), requests[0]?.form.has('resource')]).toEqual([resource, false])
})
