import { describe, expect, it } from 'vitest'
import { realms } from '../../test-support/realms.js'
import { authorizationDetails as detailsOf } from '../authorization-details.js'
import { memoryStore } from '../ports/store.js'
import { grantKey, isSwitched, readGrant, wanted, whyOver } from './grant-record.js'
import { writeGrant } from './write-grant.js'

const sealed = { access: {}, pendingRevoke: [] }
const identity = { issuer: 'https://id.example', client: 'app', slot: 'work' }

describe('The stored record is a protocol between releases', () => {
  it('of which this is schema 1', async () => {
    const world = realms(1)
    const [realm, want] = [world.realm(0), wanted({ scope: 'b a', resource: 'https://api.example' })]
    const tokens = { ...world.server.signIn(want), idToken: 'id token', refreshExpiresIn: 1_000 }
    await realm.rotation.begin(tokens, want)
    world.server.next('failed')
    await realm.rotation.token(want, 'access 1').catch(() => {})
    const entry = await world.store.get(grantKey(world.identity))
    const wallAt = Date.UTC(2026, 0, 1)
    expect(grantKey(identity)).toBe('grant ["https://id.example","app","work"]')
    expect(entry).toMatchObject({
      version: wallAt + 1,
      clear: {
        schema: 1,
        epoch: wallAt,
        state: 'active',
        intent: { id: expect.any(String), by: realm.name, spends: expect.any(String), attempt: 1, wallAt },
      },
      sealed: {
        issuer: 'https://id.example',
        client: 'app',
        subject: 'somebody',
        user: { sub: 'somebody' },
        idToken: 'id token',
        refresh: 'refresh 1',
        refreshExpiresAt: wallAt + 1_000,
        spares: [],
        grantScope: 'b a',
        access: {
          '["a b","https://api.example"]': {
            token: 'access 1',
            type: 'Bearer',
            scope: 'b a',
            wallAt,
            expiresIn: 3_600_000,
          },
        },
        pendingRevoke: [],
      },
    })
  })

  it('nothing in the clear could be used to get in', async () => {
    const world = realms(1)
    await world.realm(0).rotation.begin(world.server.signIn(), wanted())
    await world.realm(0).rotation.token(wanted(), 'access 1')
    const entry = await world.store.get(grantKey(world.identity))
    expect(JSON.stringify(entry?.clear)).not.toMatch(/access \d|refresh \d|somebody/)
  })

  it.each([
    ['nothing', undefined, 'absent'],
    ['a later release', { version: 7, clear: { schema: 2 }, sealed: {} }, 'newer'],
    [
      'what cannot be opened',
      { version: 7, clear: { schema: 1, epoch: 3, state: 'active' }, sealed: undefined },
      'store-gone',
    ],
  ])('%s is told apart', async (_, entry, state) => {
    const store = { ...memoryStore(), get: async () => entry }
    expect(await readGrant(store, identity)).toMatchObject({ state, version: entry?.version ?? 0 })
  })

  it.each([undefined, null, 'word', {}, { schema: 'one' }])('what is no record is told apart: %j', async clear => {
    const store = { ...memoryStore(), get: async () => ({ version: 7, clear, sealed }) }
    expect(await readGrant(store, identity)).toMatchObject({ state: 'store-gone', version: 7 })
  })

  it('nothing is a grant without any token', async () => {
    const { issuer, client } = identity
    expect((await readGrant(memoryStore(), identity)).secrets).toEqual({ issuer, client, spares: [], ...sealed })
  })

  it('a store that fails is no answer', async () => {
    const fails = () => Promise.reject(new Error('disk'))
    const store = { ...memoryStore(), get: fails, compareAndSwap: fails }
    const { secrets, ...record } = await readGrant(memoryStore(), identity)
    await expect(readGrant(store, identity)).rejects.toMatchObject({ code: 'storage_failed' })
    await expect(writeGrant(store, identity, 0, { ...record, secrets })).rejects.toMatchObject({
      code: 'storage_failed',
    })
  })
})

describe('A stored record', () => {
  const clear = { schema: 1, epoch: 3, state: 'active' }
  const whole = {
    ...sealed,
    access: { key: { token: 'access 1' } },
    pendingRevoke: [{ token: 'refresh 0', wallAt: 0 }],
    spares: ['refresh 2'],
    refresh: 'refresh 1',
    signIn: 'a sign-in',
  }
  const readAs = async (clear: unknown, sealed: unknown) => {
    const store = { ...memoryStore(), get: async () => ({ version: 7, clear, sealed }) }
    return (await readGrant(store, identity)).state
  }

  it.each([{}, { refresh: undefined }, { signIn: undefined }, { spares: [], pendingRevoke: [], access: {} }])(
    'is read where all is there that has to be: %o',
    async change => {
      expect(await readAs(clear, { ...whole, ...change })).toBe('active')
    },
  )

  it.each([
    { access: undefined },
    { access: 'word' },
    { access: { key: null } },
    { access: { key: {} } },
    { pendingRevoke: undefined },
    { pendingRevoke: {} },
    { pendingRevoke: [null] },
    { pendingRevoke: [{ token: 1 }] },
    { spares: undefined },
    { spares: 'word' },
    { spares: [null] },
    { refresh: null },
    { signIn: 1 },
  ])('is as good as gone where something else stands in its place: %o', async damage => {
    expect(await readAs(clear, { ...whole, ...damage })).toBe('store-gone')
  })

  it.each([undefined, null, 'word', {}])('is as good as gone where nothing of it is there: %j', async nothing => {
    expect(await readAs(clear, nothing)).toBe('store-gone')
  })

  it.each([undefined, null, '1'])('is as good as gone where its schema is no number: %j', async schema => {
    expect(await readAs({ ...clear, schema }, whole)).toBe('store-gone')
  })

  it.each([undefined, null, -3, '3', Number.NaN])('is as good as gone where its epoch is none: %s', async epoch => {
    expect(await readAs({ ...clear, epoch }, whole)).toBe('store-gone')
  })
})

describe('What is wanted', () => {
  it('is the same whatever the order of its scopes, and nothing else is', () => {
    const key = (scope?: string, resource?: string) => wanted({ scope, resource }).key
    expect(key('a b')).toBe(key('b a a'))
    expect(key('')).toBe(key())
    const different = [key(), key('a'), key('A'), key('a b'), key('a', 'b'), key('', 'a b'), key('a","b'), key('a', '')]
    expect(new Set(different).size).toBe(different.length - 1)
    expect(key('read')).not.toBe(key('dear'))
    expect(wanted({ scope: 'b a' }).scope).toBe('b a')
  })

  it('differs by its authorization details, and is what it was in earlier releases where there are none', () => {
    const key = (amount?: number, scope?: string) => {
      const authorizationDetails = amount === undefined ? undefined : detailsOf({ type: 'payment', amount })
      return wanted({ scope, authorizationDetails }).key
    }
    const different = [key(), key(3), key(4), key(3, 'a'), key(undefined, 'a')]
    expect(new Set(different).size).toBe(different.length)
    expect([key(3), key()]).toEqual([key(3), '["",""]'])
  })
})

describe('A grant that is over', () => {
  it.each([
    ['absent', 'not_signed_in', undefined],
    ['newer', 'storage_newer', undefined],
    ['expired', 'session_ended', 'expired'],
    ['active', 'session_ended', 'switched'],
  ] as const)('says why: %s', (state, code, reason) => {
    expect(whyOver(state)).toMatchObject({ code, facts: reason ? { reason } : {} })
  })
})

describe('Another subject', () => {
  it('is one that is known now instead of one that was known before', () => {
    expect(isSwitched('somebody', 'somebody else')).toBe(true)
    expect(isSwitched('somebody', 'somebody')).toBe(false)
  })

  it('is not nobody, before or now', () => {
    expect(isSwitched(undefined, 'somebody')).toBe(false)
    expect(isSwitched('somebody', undefined)).toBe(false)
  })
})
