import { beforeEach, describe, expect, it, vi } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { signer } from '../../test-support/id-tokens.js'
import { type OpenIdServer, openIdServer } from '../../test-support/openid-server.js'
import { refreshToken } from './refresh-token.js'

const wall = Date.UTC(2026, 10, 24)
const { clock } = handClock(wall)
const tokens = { accessToken: 'at', tokenType: 'Bearer', receivedAt: wall }
let server: OpenIdServer

beforeEach(async () => {
  server = await openIdServer(wall)
})

function refreshed(more: object = {}, keys = { keys: [server.signer.jwk] }) {
  return refreshToken(server.registration, { refreshToken: 'rt', ...more }, { fetch: server.fetch, clock, keys })
}

describe('refreshing', () => {
  it('asks with the refresh token, for what is wanted, once', async () => {
    server.answer({ access_token: 'at', refresh_token: 'next' })
    expect(await refreshed({ scope: 'a', resource: 'https://api' })).toEqual({
      tokens: { ...tokens, scope: 'a', refreshToken: 'next' },
    })
    expect(server.asked()).toEqual(['token'])
    expect(Object.fromEntries(server.requests[0]?.form ?? [])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'rt',
      scope: 'a',
      resource: 'https://api',
      client_id: 'web',
    })
  })

  it('sends nothing else that is remembered of the session', async () => {
    server.answer({ access_token: 'at' })
    await refreshed({ idToken: 'it' })
    expect([...(server.requests[0]?.form.keys() ?? [])]).toEqual(['grant_type', 'refresh_token', 'client_id'])
  })

  it('yields the user of a verified id_token', async () => {
    const idToken = await server.idToken()
    server.answer({ access_token: 'at', id_token: idToken })
    expect(await refreshed({ user: { sub: 'ada' } })).toEqual({ tokens: { ...tokens, idToken, user: { sub: 'ada' } } })
  })

  it.each([{ sub: 'eve' }, { iss: 'https://evil.example' }, { aud: 'another' }, { azp: 'another' }])(
    'tells when the tokens are somebody else’s (%j), and hands them over to be revoked',
    async wrong => {
      server.answer({ access_token: 'at', id_token: await server.idToken(wrong) })
      const [claim] = Object.keys(wrong)
      expect(await refreshed({ user: { sub: 'ada' } })).toEqual({
        tokens,
        mismatch: expect.objectContaining({ code: 'id_token_invalid', facts: { claim } }),
      })
    },
  )

  it('leaves out an id_token that tells of another sign-in of the same user', async () => {
    const idToken = await server.idToken({ auth_time: wall / 1000 })
    server.answer({ access_token: 'at', id_token: idToken })
    const user = { sub: 'ada', auth_time: wall / 1000 }
    expect(await refreshed({ user })).toMatchObject({ tokens: { idToken, user } })
    expect(await refreshed({ user: { ...user, auth_time: wall / 1000 - 60 } })).toEqual({ tokens })
  })

  it('loses no tokens to an id_token that cannot be verified', async () => {
    const idToken = await server.idToken()
    server.answer({ access_token: 'at', id_token: idToken })
    expect(await refreshed({}, { keys: [(await signer('ES256', 'k2')).jwk] })).toEqual({ tokens, isKeyUnknown: true })
    expect(await refreshed({}, { keys: [(await signer('ES256', 'k1')).jwk] })).toEqual({ tokens })
    server.answer({ access_token: 'at', id_token: await server.idToken({ exp: 1 }) })
    expect(await refreshed()).toEqual({ tokens })
    expect(server.asked()).toEqual(['token', 'token', 'token'])
  })

  it('believes no id_token without keys', async () => {
    server.answer({ access_token: 'at', id_token: await server.idToken() })
    const asked = { refreshToken: 'rt', user: { sub: 'ada' } }
    expect(await refreshToken(server.registration, asked, { fetch: server.fetch, clock })).toEqual({ tokens })
  })

  it.each([
    ['cannot be loaded', () => Promise.reject(new Error('a deploy has replaced it'))],
    ['has not come within a second', () => new Promise<never>(() => {})],
  ])('loses no tokens when the code that verifies %s', async (_, load) => {
    vi.doMock('../messages/id-token.js', load)
    vi.resetModules()
    const later = await import('./refresh-token.js')
    server.answer({ access_token: 'at', id_token: await server.idToken() })
    const time = handClock(wall)
    const options = { fetch: server.fetch, clock: time.clock, keys: { keys: [server.signer.jwk] } }
    const refreshing = later.refreshToken(server.registration, { refreshToken: 'rt' }, options)
    await time.advance(1_000)
    expect(await refreshing).toEqual({ tokens })
    vi.doUnmock('../messages/id-token.js')
  })

  it('fails as the server says', async () => {
    server.answer({ error: 'invalid_grant' }, 400)
    await expect(refreshed()).rejects.toMatchObject({ code: 'grant_refused' })
  })
})
