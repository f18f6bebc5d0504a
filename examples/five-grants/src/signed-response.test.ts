import { signedResponse } from '@tessera/core/signed-response'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { terminalAuth } from './terminal-auth.ts'

const flows = {
  terminal: async () => (await import('@tessera/core/code-flow')).codeFlow,
  terminalImplicit: async () => (await import('@tessera/core/implicit-flow')).implicitFlow,
}

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

describe('a signed answer of the authorization server', () => {
  it.each([
    ['terminal', {}],
    ['terminal', { pushedAuthorization: true }],
    ['terminalImplicit', {}],
  ] as const)('signs a user in: %s %o', async (client, more) => {
    const { issuer, api, users, clients } = provider
    const server = { about: { issuer }, api, users }
    const auth = terminalAuth(server, clients[client].id, flows[client], { signedResponse, ...more })
    await auth.signIn()
    expect(auth.getSnapshot()).toMatchObject({ status: 'signed-in', user: { sub: 'alice' } })
    const response = await auth.fetch(`${api}/orders`)
    expect(await response.json()).toMatchObject({ for: 'alice' })
  })

  it('tells what the server refuses', async () => {
    const { issuer, api, users, clients } = provider
    const auth = terminalAuth({ about: { issuer }, api, users }, clients.terminal.id, flows.terminal, {
      ...{ signedResponse, scope: 'openid nonsense' },
    })
    await expect(auth.signIn({ prompt: 'none' })).rejects.toMatchObject({
      ...{ code: 'authorization_refused', serverError: 'login_required' },
    })
  })
})
