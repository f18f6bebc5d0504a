import { discover } from '@tessera/core/endpoints'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { terminalAuth } from './terminal-auth.ts'
import { messagesOf } from './wire.ts'

const loadCodeFlow = async () => (await import('@tessera/core/code-flow')).codeFlow

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

/** Signs a user in and calls the API, and answers what was left with the server before. */
async function leftFor(clientId: string, more: Parameters<typeof terminalAuth>[3]): Promise<readonly string[]> {
  const { issuer, api, users } = provider
  const auth = terminalAuth({ about: { issuer }, api, users }, clientId, loadCodeFlow, more)
  const messages = await messagesOf(issuer, async () => {
    await auth.signIn()
    const response = await auth.fetch(`${api}/orders`)
    expect(await response.json()).toMatchObject({ for: 'alice' })
  })
  return messages.filter(message => message.includes('/request HTTP/1.1'))
}

describe('a request pushed to the authorization server', () => {
  it('signs a user in, of a public client that must leave it', async () => {
    const { id } = provider.clients.terminalPushed
    const left = await leftFor(id, { pushedAuthorization: true })
    expect(left).toHaveLength(1)
    expect(left[0]).toContain('code_challenge_method=S256')
  })

  it('signs a user in, of a public client that may, where the server says that all must', async () => {
    const server = { ...(await discover(provider.issuer)), requirePushedAuthorizationRequests: true }
    expect(await leftFor(provider.clients.terminal.id, { server })).toHaveLength(1)
  })

  it('is what the server demands of that client: without it, it refuses', async () => {
    const { id } = provider.clients.terminalPushed
    await expect(leftFor(id, {})).rejects.toMatchObject({
      code: 'authorization_refused',
      serverError: 'invalid_request',
    })
  })

  it('that the server does not take fails before the user is sent anywhere', async () => {
    const redirectUri = 'https://elsewhere.example/'
    const asked = leftFor(provider.clients.terminalPushed.id, { pushedAuthorization: true, redirectUri })
    await expect(asked).rejects.toMatchObject({ code: 'request_refused' })
  })
})
