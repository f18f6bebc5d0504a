import { clientSecret } from '@tessera/core/client-authentication'
import { discover, revokeToken } from '@tessera/core/endpoints'
import { clientCredentials } from '@tessera/core/grants/client-credentials'
import { introspectTokenSigned } from '@tessera/core/signed-introspection'
import { type ConfidentialClient, type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

async function registrationOf({ id, secret }: ConfidentialClient) {
  return { server: await discover(provider.issuer), clientId: id, authentication: clientSecret(secret) }
}

describe('a signed introspection answer', () => {
  it('tells a resource server what an opaque token is worth, and when it is worth nothing any more', async () => {
    const { serviceOpaque, ordersApi } = provider.clients
    const [service, resource] = await Promise.all([registrationOf(serviceOpaque), registrationOf(ordersApi)])
    const { accessToken } = await clientCredentials(service, { scope: 'orders.read' })
    expect(await introspectTokenSigned(resource, accessToken)).toMatchObject({
      ...{ active: true, clientId: serviceOpaque.id, scope: 'orders.read', audience: [provider.api] },
    })
    await revokeToken(service, accessToken, 'access_token')
    expect(await introspectTokenSigned(resource, accessToken)).toEqual({ active: false })
  })
})
