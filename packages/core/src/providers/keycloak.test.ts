import { expect, it } from 'vitest'
import { providerSuite } from '../../test-support/provider-suite.js'
import { keycloakFixture } from '../../test-support/providers/keycloak.js'
import { keycloak } from './keycloak.js'

providerSuite(keycloakFixture)

it('Keycloak may stand in a folder, and must be reached by https', () => {
  const issuerAt = (url: string) => keycloak({ url, realm: 'a shop', clientId: 'web' }).issuer
  expect(issuerAt('https://id.example.com/auth/')).toBe('https://id.example.com/auth/realms/a%20shop')
  expect(issuerAt('http://localhost:8080')).toBe('http://localhost:8080/realms/a%20shop')
  expect(() => issuerAt('http://id.example.com')).toThrow(expect.objectContaining({ code: 'insecure_url' }))
})
