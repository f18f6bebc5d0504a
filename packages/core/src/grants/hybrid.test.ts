import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { type OpenIdServer, openIdServer } from '../../test-support/openid-server.js'
import { hybrid } from './hybrid.js'

const wall = Date.UTC(2026, 10, 24)
const { clock } = handClock(wall)
const asked = { redirectUri: 'https://shop.example/cb', codeVerifier: 'v', nonce: 'n' }
const leftHalf = (text: string) => createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')
const c_hash = leftHalf('c')
let server: OpenIdServer

beforeEach(async () => {
  server = await openIdServer(wall)
  server.answer({ access_token: 'at', token_type: 'Bearer', id_token: await server.idToken({ nonce: 'n' }) })
})

async function received(claims: object, more: object = {}, accessToken?: string) {
  const idToken = await server.idToken({ nonce: 'n', c_hash, ...claims })
  const response = { kind: 'code', code: 'c', idToken, ...(accessToken ? { accessToken } : {}) } as const
  return hybrid(server.registration, { ...asked, response, ...more }, { fetch: server.fetch, clock })
}

describe('a code and an id_token that came together', () => {
  it('name one user, and the code is exchanged after that', async () => {
    expect(await received({})).toMatchObject({ accessToken: 'at', user: { sub: 'ada' } })
    expect(server.asked()).toEqual(['keys', 'token'])
    expect(server.requests[1]?.form.get('code')).toBe('c')
  })

  it.each([
    ['c_hash', { c_hash: undefined }],
    ['c_hash', { c_hash: createHash('sha256').update('c').digest('base64url') }],
    ['c_hash', { c_hash: c_hash.toLowerCase() }],
    ['nonce', { nonce: 'another' }],
    ['nonce', { nonce: undefined }],
    ['aud', { aud: 'another' }],
    ['iss', { iss: 'https://evil.example' }],
  ])('are not exchanged where the %s is wrong: %o', async (claim, claims) => {
    await expect(received(claims)).rejects.toMatchObject({ code: 'id_token_invalid', facts: { claim } })
    expect(server.asked()).toEqual(['keys'])
  })

  it('are bound to an access token that comes along, which is dropped for the one of the code', async () => {
    expect(await received({ at_hash: leftHalf('seen') }, {}, 'seen')).toMatchObject({ accessToken: 'at' })
  })

  it.each([
    ['another access token', { at_hash: leftHalf('another') }],
    ['none', {}],
  ])('are not exchanged where an access token comes along and the id_token is bound to %s', async (_, claims) => {
    const expected = { code: 'id_token_invalid', facts: { claim: 'at_hash' } }
    await expect(received(claims, {}, 'seen')).rejects.toMatchObject(expected)
    expect(server.asked()).toEqual(['keys'])
  })

  it('are no sign-in where the token endpoint names another user, or none', async () => {
    const expected = { code: 'id_token_invalid', facts: { claim: 'sub' } }
    await expect(received({ sub: 'eve' })).rejects.toMatchObject(expected)
    server.answer({ access_token: 'at' })
    await expect(received({})).rejects.toMatchObject({ code: 'id_token_missing' })
  })

  it('are not exchanged where the verifier is lost', async () => {
    const expected = { code: 'invalid_options', facts: { name: 'codeVerifier' } }
    await expect(received({}, { codeVerifier: undefined })).rejects.toMatchObject(expected)
    expect(server.asked()).toEqual(['keys'])
  })

  it('are nothing without the id_token', async () => {
    const outcome = hybrid(
      server.registration,
      { ...asked, response: { kind: 'code', code: 'c' } },
      { fetch: server.fetch, clock },
    )
    await expect(outcome).rejects.toMatchObject({ code: 'id_token_missing' })
    expect(server.asked()).toEqual([])
  })
})
