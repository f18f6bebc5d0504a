import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { OAuthError } from '../errors.js'
import { memoryStore } from '../ports/store.js'
import { knownServer } from './known-server.js'

const issuer = 'https://id.example'

function server() {
  const { clock, advance } = handClock()
  let place = 'token'
  const { fetch, requests } = fakeFetch(({ url }) =>
    url.includes('well-known')
      ? json({ issuer, token_endpoint: `${issuer}/${place}`, jwks_uri: `${issuer}/keys` })
      : json({ keys: [{ kty: 'EC', kid: 'one' }] }),
  )
  const options = { issuer, fetch, clock, store: memoryStore() }
  const move = () => {
    place = 'moved'
  }
  return { options, requests, advance, move }
}

describe('What an authorization server says of itself', () => {
  it('is asked for once, and remembered over a reload', async () => {
    const { options, requests } = server()
    const before = knownServer(options)
    const metadata = await before.metadata()
    await before.keys()
    const asked = requests.length
    const after = knownServer(options)
    expect(await after.metadata()).toEqual(metadata)
    await after.keys()
    expect(requests).toHaveLength(asked)
  })

  it.each([
    undefined,
    'damaged',
    { schema: 2, metadata: { issuer } },
    { schema: 1 },
    { schema: 1, metadata: null },
    { schema: 1, metadata: {} },
    { schema: 1, metadata: { issuer: 'https://evil.example', tokenEndpoint: 'https://evil.example/token' } },
  ])('is asked for where what was remembered cannot be read, or is of another one: %j', async sealed => {
    const { options } = server()
    const metadata = await knownServer({ ...options, store: memoryStore() }).metadata()
    const wallAt = options.clock.wall()
    const remembered = sealed instanceof Object ? { ...sealed, wallAt } : sealed
    await options.store.compareAndSwap(`server ["${issuer}"]`, 0, { version: 1, clear: {}, sealed: remembered })
    expect(await knownServer(options).metadata()).toEqual(metadata)
  })

  it('is remembered sealed, so that nobody who may only write into the store can say where secrets are sent', async () => {
    const { options } = server()
    await knownServer(options).metadata()
    const { clear } = (await options.store.get(`server ["${issuer}"]`)) ?? {}
    expect(clear).toEqual({})
  })

  it('is asked for again when it is too old', async () => {
    const { options, requests, advance } = server()
    const known = knownServer(options)
    await known.metadata()
    const asked = requests.length
    await advance(60_000)
    await known.metadata(60_001)
    expect(requests).toHaveLength(asked)
    await known.metadata(60_000)
    expect(requests).toHaveLength(asked + 1)
  })

  it('is not asked for where the application knows it, whatever was remembered', async () => {
    const { options, requests } = server()
    await knownServer(options).metadata()
    const asked = requests.length
    const given = { issuer, tokenEndpoint: `${issuer}/another` }
    expect(await knownServer({ ...options, server: given }).metadata()).toEqual(given)
    expect(requests).toHaveLength(asked)
  })

  it('is not what another application says of it', async () => {
    const { options } = server()
    const given = { issuer, tokenEndpoint: 'https://proxy.example/token', jwksUri: `${issuer}/keys` }
    const another = { ...options, server: given }
    await knownServer(another).keys()
    expect((await knownServer(options).metadata()).tokenEndpoint).toBe(`${issuer}/token`)
    expect(await knownServer(another).metadata()).toEqual(given)
  })

  it.each([
    ['network_failed', true],
    ['token_response_invalid', true],
    ['endpoint_missing', true],
    ['redirect_refused', true],
    ['grant_refused', false],
    ['server_failed', false],
  ] as const)('is asked for again after %s: %s', async (code, isDoubted) => {
    const { options, requests, move } = server()
    const before = knownServer(options)
    await before.metadata()
    const asked = requests.length
    move()
    await expect(before.doubting(() => Promise.reject(new OAuthError(code)))).rejects.toMatchObject({ code })
    expect(requests).toHaveLength(asked)
    const place = `${issuer}/${isDoubted ? 'moved' : 'token'}`
    for (const known of [knownServer(options), before]) expect((await known.metadata()).tokenEndpoint).toBe(place)
  })

  it('is asked for without its keys where it is doubted: a rotation waits for that', async () => {
    const { options, requests } = server()
    const known = knownServer(options)
    const keys = await known.keys()
    const asked = requests.length
    await known.doubting(() => Promise.reject(new OAuthError('network_failed'))).catch(() => {})
    expect(await known.keys()).toEqual(keys)
    expect(requests.slice(asked).map(({ url }) => new URL(url).pathname)).toEqual(['/.well-known/openid-configuration'])
  })

  it('is doubted once a minute at most', async () => {
    const { options, requests, advance } = server()
    const known = knownServer(options)
    const fail = () =>
      known.doubting(() => Promise.reject(new OAuthError('network_failed'))).catch(() => known.metadata())
    await known.metadata()
    await fail()
    const asked = requests.length
    await advance(59_999)
    await fail()
    expect(requests).toHaveLength(asked)
    await advance(1)
    await fail()
    expect(requests.length).toBeGreaterThan(asked)
  })

  it('is used although it is too old where the server cannot answer, but not against its word', async () => {
    const { options, advance } = server()
    const known = knownServer(options)
    const metadata = await known.metadata()
    await advance(60_000)
    options.fetch = async () => json({}, 503, { 'retry-after': '0' })
    expect(await known.metadata(1)).toEqual(metadata)
    options.fetch = async () => json({ issuer: 'https://evil.example' })
    await expect(known.metadata(1)).rejects.toMatchObject({ code: 'issuer_mismatch' })
  })

  it('with new keys is asked once for all who miss one, and at most once a minute while it has no others', async () => {
    const { options, requests, advance } = server()
    const asked = () => requests.filter(({ url }) => url.endsWith('/keys')).length
    const known = knownServer(options)
    await known.metadata()
    const found = await Promise.all([known.keys(), known.keys(), known.newKeys()])
    expect(asked()).toBe(1)
    expect(await Promise.all([known.newKeys(), known.newKeys()])).toEqual([found[0], found[0]])
    expect(asked()).toBe(2)
    await advance(59_999)
    expect(await known.newKeys()).toEqual(found[0])
    expect(asked()).toBe(2)
    await advance(1)
    await known.newKeys()
    expect(asked()).toBe(3)
  })

  it('is followed through one change of its keys after the other, over a reload as well', async () => {
    const { options } = server()
    let kid = 1
    const { fetch } = options
    options.fetch = async (url, init) =>
      url.endsWith('/keys') ? json({ keys: [{ kty: 'EC', kid: `${kid}` }] }) : fetch(url, init)
    const known = knownServer(options)
    await known.keys()
    for (kid = 2; kid < 5; kid++) expect((await known.newKeys()).keys).toEqual([{ kty: 'EC', kid: `${kid}` }])
    expect((await knownServer(options).keys()).keys).toEqual([{ kty: 'EC', kid: '4' }])
  })

  it('is used although it is doubted where nothing better can be had', async () => {
    const { options } = server()
    const known = knownServer(options)
    const metadata = await known.metadata()
    options.fetch = () => Promise.reject(new TypeError('fetch failed'))
    await known.doubting(() => Promise.reject(new OAuthError('network_failed'))).catch(() => {})
    expect(await known.metadata()).toEqual(metadata)
  })

  it('that another realm has learned meanwhile is believed', async () => {
    const { options, requests, move, advance } = server()
    const known = knownServer(options)
    await known.metadata()
    await advance(1)
    move()
    await knownServer(options).metadata(0)
    const asked = requests.length
    await known.doubting(() => Promise.reject(new OAuthError('network_failed'))).catch(() => {})
    expect((await known.metadata()).tokenEndpoint).toBe(`${issuer}/moved`)
    expect(requests).toHaveLength(asked)
  })

  it('does not depend on the store', async () => {
    const { options } = server()
    options.store.get = () => Promise.reject(new Error('disk'))
    options.store.compareAndSwap = () => Promise.reject(new Error('disk'))
    expect((await knownServer(options).metadata()).issuer).toBe(issuer)
  })
})
