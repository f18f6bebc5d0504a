import { describe, expect, it, vi } from 'vitest'
import { fakeFetch, json } from '../test-support/fake-fetch.js'
import { handClock } from '../test-support/hand-clock.js'
import { openIdServer } from '../test-support/openid-server.js'
import type { ClientGround } from './client.js'
import { OAuthError } from './errors.js'
import type { Fetch } from './ports/fetch.js'
import { memoryStore } from './ports/store.js'
import { alwaysAwake } from './ports/wake.js'
import { refreshFlow } from './refresh-flow.js'
import { emptyRecord, wanted } from './session/grant-record.js'

const { secrets } = emptyRecord({ issuer: 'https://id.example', client: 'web', slot: '' })

/** A client whose user is Ada. */
async function client(more: Partial<Pick<ClientGround, 'fetch' | 'wake' | 'authentication'>> = {}) {
  const { clock, advance } = handClock(1_700_000_000_000)
  const server = await openIdServer(clock.wall())
  const { clientId } = server.registration
  const known = { ...server.registration.server, revocationEndpoint: 'https://id.example/revoke' }
  const common = { issuer: known.issuer, clientId, server: known, clock, store: memoryStore() }
  const flow = refreshFlow({ ...common, wake: alwaysAwake, fetch: server.fetch, ...more })
  return { flow, server, advance }
}

describe('refreshFlow', () => {
  it('tells tokens of another user from those of its own', async () => {
    const { flow, server } = await client()
    const send = await flow.prepare(wanted())
    for (const [sub, kind] of [
      ['ada', 'granted'],
      ['eve', 'mismatched'],
    ]) {
      server.answer({ access_token: 'at', token_type: 'Bearer', id_token: await server.idToken({ sub }) })
      expect(await send('rt', { ...secrets, user: { sub: 'ada' } })).toMatchObject({ kind })
    }
  })

  it('never loads ky while the server and its keys are known', async () => {
    const { clock } = handClock(1_700_000_000_000)
    const server = await openIdServer(clock.wall())
    const { clientId, server: known } = server.registration
    const ground = { issuer: known.issuer, server: known, clientId, clock, fetch: server.fetch, wake: alwaysAwake }
    const store = memoryStore()
    await refreshFlow({ ...ground, store }).prepare(wanted())
    expect(server.asked()).toEqual(['keys'])

    const loadKy = vi.fn(() => Promise.reject(new Error('it is not there')))
    vi.doMock('ky', loadKy)
    vi.resetModules()
    const later = await import('./refresh-flow.js')
    server.answer({ access_token: 'at', token_type: 'Bearer', id_token: await server.idToken({ name: 'Ada' }) })
    const send = await later.refreshFlow({ ...ground, store }).prepare(wanted())
    expect(await send('rt', secrets)).toMatchObject({ kind: 'granted', tokens: { user: { name: 'Ada' } } })
    expect(server.asked()).toEqual(['keys', 'token'])
    expect(loadKy).not.toHaveBeenCalled()
    // Where they are not known, it does.
    await later.refreshFlow({ ...ground, store: memoryStore() }).prepare(wanted())
    expect(loadKy).toHaveBeenCalled()
    vi.doUnmock('ky')
    vi.resetModules()
  })

  it('sends nothing where a request is certain to fail', async () => {
    const { flow, server } = await client({ wake: { ...alwaysAwake, online: () => false } })
    await expect(flow.prepare(wanted())).rejects.toMatchObject({ code: 'offline' })
    expect(server.asked()).toEqual([])
  })

  it.each([
    ['the key is out of reach', new Error('no such key')],
    ['a service of its own is asked for the signature, and fails', new OAuthError('network_failed')],
  ])('says that nothing was spent where %s', async (_, thrown) => {
    const { flow } = await client({ authentication: () => Promise.reject(thrown) })
    const send = await flow.prepare(wanted())
    expect(await send('rt', secrets)).toMatchObject({ kind: 'unspent' })
  })

  it('renews also while the server’s keys cannot be had', async () => {
    const { fetch } = fakeFetch(({ url }) =>
      url.endsWith('/keys') ? json({}, 404) : json({ access_token: 'at', token_type: 'Bearer' }),
    )
    const send = await (await client({ fetch })).flow.prepare(wanted())
    expect(await send('rt', secrets)).toMatchObject({ kind: 'granted', tokens: { accessToken: 'at' } })
  })

  it('takes an answer that comes when the callers have given up, and does not wait for ever', async () => {
    for (const [milliseconds, outcome] of [
      [45_000, { kind: 'granted', tokens: { refreshToken: 'next' } }],
      [60_000, { kind: 'unknown', error: { code: 'timed_out' } }],
    ] as const) {
      let answer = (_: Response) => {}
      const answered = new Promise<Response>(resolve => {
        answer = resolve
      })
      const fetch: Fetch = async url => (url.endsWith('/keys') ? json({ keys: [] }) : answered)
      const { flow, advance } = await client({ fetch })
      const sent = (await flow.prepare(wanted()))('rt', secrets)
      await advance(milliseconds)
      answer(json({ access_token: 'at', token_type: 'Bearer', refresh_token: 'next' }))
      expect(await sent).toMatchObject(outcome)
    }
  })

  it.each([
    ['none that the server revoked', 200, {}, []],
    ['none that it will never revoke', 400, { error: 'unsupported_token_type' }, []],
    ['each that it could not revoke yet', 503, {}, ['one', 'two']],
  ])('has left to be revoked %s', async (_, status, body, left) => {
    const { fetch } = fakeFetch(() => json(body, status, { 'retry-after': '0' }))
    expect(await (await client({ fetch })).flow.revoke(['one', 'two'])).toEqual(left)
  })
})
