import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { memoryStore } from '../ports/store.js'
import { knownServer } from './known-server.js'

const issuer = 'https://id.example'

function server() {
  const { clock, advance } = handClock()
  const { fetch, requests } = fakeFetch(({ url }) =>
    url.includes('well-known')
      ? json({ issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` })
      : json({ keys: [{ kty: 'EC', kid: 'one' }] }),
  )
  const options = { issuer, fetch, clock, store: memoryStore() }
  return { options, requests, advance }
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

  it('is asked for again when it is too old', async () => {
    const { options, requests, advance } = server()
    const known = knownServer(options)
    await known.metadata()
    const asked = requests.length
    await advance(60_000)
    await known.metadata(60_001)
    expect(requests).toHaveLength(asked)
    await known.metadata(60_000)
    expect(requests.length).toBeGreaterThan(asked)
  })

  it('is not asked for where the application knows it, and what was remembered gives way', async () => {
    const { options, requests } = server()
    await knownServer(options).metadata()
    const asked = requests.length
    const given = { issuer, tokenEndpoint: `${issuer}/another` }
    expect(await knownServer({ ...options, server: given }).metadata()).toEqual(given)
    expect(requests).toHaveLength(asked)
  })

  it('does not depend on the store', async () => {
    const { options } = server()
    options.store.get = () => Promise.reject(new Error('disk'))
    options.store.compareAndSwap = () => Promise.reject(new Error('disk'))
    expect((await knownServer(options).metadata()).issuer).toBe(issuer)
  })
})
