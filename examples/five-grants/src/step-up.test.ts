import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isOAuthError } from '@tessera/core'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { terminalAuth } from './terminal-auth.ts'

const flows = {
  terminal: async () => (await import('@tessera/core/code-flow')).codeFlow,
  terminalImplicit: async () => (await import('@tessera/core/implicit-flow')).implicitFlow,
}
const [key, password] = ['urn:example:key', 'urn:example:password']

let provider: RunningProvider
let vault: Awaited<ReturnType<typeof startVault>>
beforeAll(async () => {
  provider = await startProvider()
  vault = await startVault()
})
afterAll(async () => {
  vault.close()
  await provider.close()
})

/** A resource that wants to know how its caller signed in (RFC 9470 §3). */
async function startVault() {
  const keys = createRemoteJWKSet(new URL(`${provider.issuer}/jwks`))
  const server = createServer(async (request, response) => {
    const token = request.headers.authorization?.split(' ')[1] ?? ''
    const { payload } = await jwtVerify(token, keys, { audience: provider.api })
    if (payload.acr === key) return response.end(`opened for ${payload.sub}`)
    const challenge = `Bearer error="insufficient_user_authentication", acr_values="${key}", max_age="600"`
    response.writeHead(401, { 'www-authenticate': challenge }).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port }: Pick<AddressInfo, 'port'> = Object.assign({ port: 0 }, server.address())
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() }
}

describe('a resource that wants a stronger sign-in', () => {
  it.each(['terminal', 'terminalImplicit'] as const)('gets it, and only then opens: %s', async client => {
    const { issuer, api, users, clients } = provider
    const auth = terminalAuth({ about: { issuer }, api, users }, clients[client].id, flows[client], {
      resources: { vault: { url: vault.origin, scope: 'orders.read', indicator: api } },
    })
    await auth.signIn()
    const error = await auth.fetch(vault.origin).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'step_up_required', facts: { acrValues: key, maxAge: 600_000 } })
    expect(auth.getSnapshot().status).toBe('signed-in')

    if (isOAuthError(error)) await auth.signIn({ for: error })
    expect(await (await auth.fetch(vault.origin)).text()).toBe('opened for alice')
    expect(auth.getSnapshot().user).toMatchObject({ acr: key, auth_time: expect.any(Number) })
  })

  it('does not get it from a server that signs users in otherwise: nobody is then signed in by that', async () => {
    const { issuer, api, users, clients } = provider
    const auth = terminalAuth({ about: { issuer }, api, users }, clients.terminal.id, flows.terminal)
    await auth.signIn({ acrValues: password })
    const before = auth.getSnapshot()
    const expected = { code: 'id_token_invalid', facts: { claim: 'acr' } }
    await expect(auth.signIn({ acrValues: 'urn:example:unheard-of' })).rejects.toMatchObject(expected)
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', user: before.user })
  })
})
