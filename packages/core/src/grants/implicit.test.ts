import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { type OpenIdServer, openIdServer } from '../../test-support/openid-server.js'
import { implicit } from './implicit.js'

const wall = Date.UTC(2026, 10, 24)
const { clock } = handClock(wall)
const at_hash = createHash('sha256').update('at').digest().subarray(0, 16).toString('base64url')
const response = { kind: 'tokens', accessToken: 'at', expiresIn: 60_000 } as const
let server: OpenIdServer

beforeEach(async () => {
  server = await openIdServer(wall)
})

describe('tokens from an address', () => {
  it('come with a verified user, bound to the access token', async () => {
    const idToken = await server.idToken({ nonce: 'n', at_hash })
    const asked = { response: { ...response, idToken }, nonce: 'n', scope: 'openid' }
    expect(await implicit(server.registration, asked, { fetch: server.fetch, clock })).toEqual({
      accessToken: 'at',
      tokenType: 'Bearer',
      expiresIn: 60_000,
      scope: 'openid',
      receivedAt: wall,
      idToken,
      user: { sub: 'ada' },
    })
    expect(server.asked()).toEqual(['keys'])
  })

  it.each([
    [{ nonce: 'n' }, 'at_hash'],
    [{ nonce: 'n', at_hash: 'another' }, 'at_hash'],
    [{ nonce: 'another', at_hash }, 'nonce'],
    [{ at_hash }, 'nonce'],
  ])('with %j are refused, whatever the provider is known for', async (claims, claim) => {
    const asked = { response: { ...response, idToken: await server.idToken(claims) }, nonce: 'n' }
    const registration = { ...server.registration, quirks: { withoutNonce: true } as const }
    const outcome = implicit(registration, asked, { fetch: server.fetch, clock })
    await expect(outcome).rejects.toMatchObject({ code: 'id_token_invalid', facts: { claim } })
  })

  it('of a type that nobody here speaks are refused', async () => {
    const asked = { response: { ...response, tokenType: 'mac' } }
    await expect(implicit(server.registration, asked)).rejects.toMatchObject({ code: 'authorization_response_invalid' })
  })

  it('need an id_token when there was a nonce', async () => {
    const outcome = implicit(server.registration, { response, nonce: 'n' }, { fetch: server.fetch, clock })
    await expect(outcome).rejects.toMatchObject({ code: 'id_token_missing' })
    expect(server.asked()).toEqual([])
  })

  it.each([
    ['acr', { acrValues: 'mfa' }, { acr: 'mfa' }],
    ['auth_time', { maxAge: 60_000 }, { auth_time: wall / 1000 }],
  ])('need an id_token with the %s that was demanded, also without a nonce', async (claim, demanded, right) => {
    const received = async (claims?: object) => {
      const idToken = claims && (await server.idToken({ at_hash, ...claims }))
      const asked = { response: { ...response, ...(idToken && { idToken }) }, ...demanded }
      return implicit(server.registration, asked, { fetch: server.fetch, clock })
    }
    expect(await received(right)).toMatchObject({ user: { sub: 'ada' } })
    await expect(received({})).rejects.toMatchObject({ code: 'id_token_invalid', facts: { claim } })
    await expect(received()).rejects.toMatchObject({ code: 'id_token_missing' })
  })

  it('are only an access token when nothing else was asked for', async () => {
    const asked = { response: { ...response, scope: 'b', idToken: 'whatever' }, scope: 'a b' }
    expect(await implicit(server.registration, asked, { fetch: server.fetch, clock })).toEqual({
      accessToken: 'at',
      tokenType: 'Bearer',
      expiresIn: 60_000,
      scope: 'b',
      receivedAt: wall,
    })
    expect(server.asked()).toEqual([])
  })
})
