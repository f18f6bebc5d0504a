import { inspect } from 'node:util'
import { type Entry, memoryStore, type Store } from '@tessera/core/platform'
import { authorizationServer, handClock } from '@tessera/testing'
import { storeSuite } from '@tessera/testing/suites'
import { describe, expect, it } from 'vitest'
import { discreetStore } from './discreet-store.js'
import { password } from './password.js'

const entry: Entry = { version: 1, clear: null, sealed: { refresh: 'a refresh token' } }

/** As the clients of databases do. */
function noting(written: unknown): Error {
  const refused = Object.assign(new Error('no room', { cause: new Error('disk full') }), { parameters: [written] })
  return Object.defineProperty(refused, 'hidden', { value: { written } })
}

storeSuite('a store that fails discreetly', async () => {
  const store = memoryStore()
  return { store: discreetStore(store), sibling: discreetStore(store), close: () => {} }
})

describe('a store of somebody else', () => {
  it.each<[string, Partial<Store>]>([
    ['an error with what was to be written', { compareAndSwap: async (_, __, next) => Promise.reject(noting(next)) }],
    [
      'the words of a parser',
      { compareAndSwap: async (_, __, { sealed }) => JSON.parse(Object.values(sealed ?? {}).join()) },
    ],
    [
      'an error at once',
      {
        compareAndSwap: (_, __, next) => {
          throw noting(next)
        },
      },
    ],
  ])('that fails with %s tells no token', async (_, failing) => {
    const failure = await discreetStore({ ...memoryStore(), ...failing })
      .compareAndSwap('key', 0, entry)
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'storage_failed' })
    expect(inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain('a refresh')
  })

  it('tells by words why it fails', async () => {
    const get = () => Promise.reject(noting(entry))
    const cause = { message: 'no room', cause: { message: 'disk full' } }
    await expect(discreetStore({ ...memoryStore(), get }).get('key')).rejects.toMatchObject({ cause })
  })

  it('puts no token into what a source rejects with', async () => {
    const users = [{ sub: 'bob', password: 'we can fix it' }]
    const registered = { clientId: 'reports', clientSecret: 'a secret of reports' }
    const { clock, advance } = handClock()
    const { issuer, fetch } = authorizationServer({ users, clients: [registered], clock })
    const kept = memoryStore()
    const written: Entry[] = []
    let isFull = false
    const store: Store = {
      ...kept,
      compareAndSwap: async (key, expected, next) => {
        written.push(next)
        if (isFull && key.startsWith('grant ')) throw noting(next)
        return kept.compareAndSwap(key, expected, next)
      },
    }
    const bob = { username: 'bob', password: 'we can fix it', scope: 'openid' }
    const source = password({ ...registered, ...bob, issuer, fetch, store, clock, resources: { api: issuer } })
    await source.getAccessToken()
    isFull = true
    await advance(3_600_000)
    const failure = await source.getAccessToken().catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'storage_failed', cause: { message: 'no room' } })
    const tokens = JSON.stringify(written).match(/(?<="(refresh|token)":")[^"]+/g) ?? []
    expect(tokens.length).toBeGreaterThan(1)
    const told = inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true })
    expect(tokens.filter(token => told.includes(token))).toEqual([])
  })
})
