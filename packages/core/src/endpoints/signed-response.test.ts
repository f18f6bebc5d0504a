import { beforeEach, describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { type OpenIdServer, openIdServer } from '../../test-support/openid-server.js'
import { parseSignedResponse } from './signed-response.js'

const wall = Date.UTC(2026, 10, 24)
const { clock } = handClock(wall)
let server: OpenIdServer
let jwt: string
beforeEach(async () => {
  server = await openIdServer(wall)
  jwt = await server.idToken({ code: 'c', state: 's' })
})

const redirectUri = 'https://app.example/callback'

describe('reading a signed answer', () => {
  it.each([
    ['query', (response: string) => `${redirectUri}?response=${response}`],
    ['fragment', (response: string) => `${redirectUri}#response=${response}`],
    ['form_post', (response: string) => `response=${response}`],
  ] as const)('finds it in the %s, and asks for the keys', async (place, answer) => {
    const { registration, fetch, asked } = server
    const response = await parseSignedResponse(registration, answer(jwt), place, { fetch, clock })
    expect(response).toMatchObject({ kind: 'code', code: 'c', state: 's' })
    expect(asked()).toEqual(['keys'])
  })

  it('asks for the keys only when none of the known ones fits, and once', async () => {
    const { registration, fetch, asked, signer } = server
    const address = `${redirectUri}?response=${jwt}`
    await parseSignedResponse(registration, address, 'query', { fetch, clock, keys: { keys: [signer.jwk] } })
    expect(asked()).toEqual([])
    const old = { ...signer.jwk, kid: 'old' }
    const response = await parseSignedResponse(registration, address, 'query', { fetch, clock, keys: { keys: [old] } })
    expect([response.kind, asked()]).toEqual(['code', ['keys']])
    const unknown = { keys: [{ kty: 'RSA' }] }
    const forged = parseSignedResponse(registration, `${redirectUri}?response=a.b.c`, 'query', {
      ...server,
      keys: unknown,
    })
    await expect(forged).rejects.toMatchObject({
      code: 'authorization_response_invalid',
      facts: { claim: 'signature' },
    })
  })

  it('believes nothing that is said beside it, and takes neither none nor two', async () => {
    const { registration, fetch } = server
    const read = (query: string) =>
      parseSignedResponse(registration, `${redirectUri}?${query}`, 'query', { fetch, clock })
    expect(await read(`code=evil&response=${jwt}&state=evil`)).toMatchObject({ code: 'c', state: 's' })
    const code = 'authorization_response_invalid'
    await expect(read('code=c&state=s')).rejects.toMatchObject({ code, facts: { reason: 'unsigned' } })
    await expect(read('error=access_denied&state=s')).rejects.toMatchObject({ code, facts: { reason: 'unsigned' } })
    await expect(read(`response=${jwt}&response=${jwt}`)).rejects.toMatchObject({
      code,
      facts: { repeated: 'response' },
    })
    await expect(read('response=')).rejects.toMatchObject({ code, facts: { reason: 'unsigned' } })
  })
})
