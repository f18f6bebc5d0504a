import { type RunningPlainOAuth, startPlainOAuth } from '@tessera-examples/plain-oauth'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorizationServer } from './index.js'

const page = 'http://localhost:5173/'
const asked = { client_id: 'web-implicit', response_type: 'token', redirect_uri: page, state: 's', scope: 'profile' }
const query = new URLSearchParams(asked).toString()

let plain: RunningPlainOAuth
beforeAll(async () => {
  plain = await startPlainOAuth({ pages: [page] })
})
afterAll(() => plain.close())

function atOauth2orize(): Promise<string> {
  return scriptedUser(plain.users.alice).authorize(`${plain.server.authorizationEndpoint}?${query}`, page)
}

function inMemory(): Promise<string> {
  const server = authorizationServer({ clients: [{ clientId: 'web-implicit', redirectUris: [page] }] })
  return server.visit(`${server.issuer}/authorize?${query}`)
}

describe.each([
  ['oauth2orize', atOauth2orize],
  ['the server in memory', inMemory],
])('%s', (_, visit) => {
  it('answers with an access token in the fragment, and with nothing that renews it or says whose it is', async () => {
    const { hash, search } = new URL(await visit())
    const { iss: _, ...answer } = Object.fromEntries(new URLSearchParams(hash.slice(1)))
    expect(search).toBe('')
    expect(answer).toEqual({
      ...{ access_token: expect.any(String), token_type: 'Bearer', expires_in: expect.stringMatching(/^\d+$/) },
      ...{ scope: 'profile', state: 's' },
    })
  })
})
