import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningProvider, startProvider } from './index.ts'
import { scriptedUser } from './scripted-user.ts'
import { page, type TestClient, testClient } from './test-client.ts'

let provider: RunningProvider
let client: TestClient
beforeAll(async () => {
  provider = await startProvider({ pages: [page] })
  client = testClient(provider)
})
afterAll(() => provider.close())

const silently = { client_id: 'web-implicit', response_type: 'id_token token', prompt: 'none' }

function errorOf({ hash }: URL): string | null {
  return new URLSearchParams(hash.slice(1)).get('error')
}

describe('the sign-in page', () => {
  it('is shown once: afterwards a request without a prompt is answered', async () => {
    const alice = scriptedUser(provider.users.alice)
    expect(errorOf(await client.authorize(silently, alice))).toBe('login_required')
    await client.signIn('web', alice)
    expect(errorOf(await client.authorize(silently, alice))).toBe(null)
  })

  it('refuses a wrong password', async () => {
    const guessing = scriptedUser({ username: 'alice', password: 'a guess' })
    await expect(client.signIn('web', guessing)).rejects.toThrow(/The sign-in ended at \/interaction\/.+ with 422/)
  })
})

describe('the consent page', () => {
  it('lets the user allow what another party asks for', async () => {
    const { access_token } = await client.signIn('third-party')
    expect((await client.orders(access_token)).status).toBe(200)
  })

  it('lets the user deny it', async () => {
    const denying = scriptedUser({ ...provider.users.alice, deny: true })
    const code = { response_type: 'code', code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' }
    const answer = await client.authorize({ client_id: 'third-party', ...code }, denying)
    expect(answer.searchParams.get('error')).toBe('access_denied')
    expect(answer.searchParams.get('state')).toBe('a state')
  })
})

describe('the sign-out page', () => {
  it('ends the session and leads back to the page', async () => {
    const alice = scriptedUser(provider.users.alice)
    const { id_token } = await client.signIn('web', alice)
    const request = { id_token_hint: id_token, post_logout_redirect_uri: page, state: 'bye' }
    const end = `${provider.issuer}/session/end?${new URLSearchParams(request)}`
    expect(await alice.authorize(end, page)).toBe(`${page}?state=bye`)
    expect(errorOf(await client.authorize(silently, alice))).toBe('login_required')
  })

  it('leads back also when there is no session any more', async () => {
    const { id_token } = await client.signIn()
    const request = { id_token_hint: id_token, post_logout_redirect_uri: page }
    const end = `${provider.issuer}/session/end?${new URLSearchParams(request)}`
    expect(await scriptedUser(provider.users.alice).authorize(end, page)).toBe(page)
  })
})
