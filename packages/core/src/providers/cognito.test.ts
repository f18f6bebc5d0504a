import { expect, it } from 'vitest'
import { providerSuite } from '../../test-support/provider-suite.js'
import { cognitoFixture } from '../../test-support/providers/cognito.js'
import { logoutRequest } from '../messages/logout-request.js'
import { cognito } from './cognito.js'

providerSuite(cognitoFixture)

it('Cognito is told in its own word where a sign-out leads back to', () => {
  const provider = cognito({ userPoolId: 'eu-central-1_AbCdEfGhI', clientId: 'web' })
  const server = { issuer: provider.issuer, endSessionEndpoint: 'https://login.example/logout' }
  const address = logoutRequest({ ...provider, server }, { postLogoutRedirectUri: 'https://app.example/' })
  expect(Object.fromEntries(new URL(address).searchParams)).toEqual({
    client_id: 'web',
    logout_uri: 'https://app.example/',
  })
})
