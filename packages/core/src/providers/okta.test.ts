import { expect, it } from 'vitest'
import { providerSuite } from '../../test-support/provider-suite.js'
import { oktaFixture } from '../../test-support/providers/okta.js'
import { okta } from './okta.js'

providerSuite(oktaFixture)

it.each([
  [undefined, 'https://example.okta.com/oauth2/default'],
  ['aus1', 'https://example.okta.com/oauth2/aus1'],
  ['org', 'https://example.okta.com'],
])('Okta’s authorization server %s is %s', (authorizationServer, issuer) => {
  const named = authorizationServer === undefined ? {} : { authorizationServer }
  expect(okta({ domain: 'example.okta.com', clientId: 'web', ...named }).issuer).toBe(issuer)
})
