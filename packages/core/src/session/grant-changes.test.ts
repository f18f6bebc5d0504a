import { describe, expect, it } from 'vitest'
import type { TokenSet } from '../token-set.js'
import * as grant from './grant-changes.js'
import { emptyRecord, type GrantRecord, type Secrets, wanted } from './grant-record.js'

const now = Date.UTC(2026, 0, 1)
const day = 86_400_000
const want = wanted()
const tokens: TokenSet = { accessToken: 'access 2', tokenType: 'Bearer', receivedAt: now, refreshToken: 'refresh 2' }
const answer = { want, tokens, afterRejection: true }

/** An active one, unless it is said otherwise. */
function record(change: Partial<GrantRecord> = {}, secrets: Partial<Secrets> = {}): GrantRecord {
  const empty = emptyRecord({ issuer: 'https://id.example', client: 'app', slot: '' }, 'active')
  return { ...empty, epoch: 1, ...change, secrets: { ...empty.secrets, refresh: 'refresh 1', ...secrets } }
}

function left({ secrets }: GrantRecord): readonly string[] {
  return secrets.pendingRevoke.map(({ token }) => token)
}

describe('An intent', () => {
  it('that confirms a refusal of which nothing is written is a first attempt', async () => {
    expect(await grant.intentTo('refresh 1', { before: undefined, confirms: true }, 'me', now)).toMatchObject({
      attempt: 1,
    })
  })

  it('is taken back by whoever wrote it, and by nobody else', async () => {
    const mine = await grant.intentTo('refresh 1', { before: undefined, confirms: false }, 'me', now)
    const theirs = await grant.intentTo('refresh 1', { before: undefined, confirms: false }, 'they', now)
    expect(grant.withoutIntent(record({ intent: mine }), mine).intent).toBeUndefined()
    for (const kept of [record({ intent: theirs }), record()]) {
      expect(grant.withoutIntent(kept, mine)).toBe(kept)
      expect(grant.withoutIntent(kept, undefined)).toBe(kept)
    }
  })
})

describe('A grant that is ended on purpose', () => {
  it.each(['newer', 'absent'] as const)('is left alone where the store has none that could be read: %s', state => {
    const unread = record({ state })
    expect(grant.closed(unread, 'signed-out', ['refresh 1'], now)).toBe(unread)
  })

  it.each(['active', 'refused', 'answer-lost'] as const)('can be revived by no answer: %s', state => {
    const over = grant.closed(record({ state }), 'signed-out', [], now)
    expect(over).toMatchObject({ state: 'signed-out', epoch: 2 })
    expect(left(over)).toEqual(['refresh 1'])
  })

  it.each(['expired', 'signed-out', 'store-gone'] as const)('keeps the reason for which it was over: %s', state => {
    const over = grant.closed(record({ state }), 'subject-mismatch', ['refresh 2'], now)
    expect(over).toMatchObject({ state, epoch: 1 })
    expect(left(over)).toEqual(['refresh 2'])
  })
})

describe('A sign-in', () => {
  const begun = (before: GrantRecord, signIn: string) => grant.begun(before, { id: signIn, want, tokens }, now)

  it('that is stored already is not stored again, of the latest four', () => {
    const signIns = ['a realm 1', 'a realm 2', 'another realm 1', 'a realm 3', 'a realm 4']
    const fifth = signIns.reduce(begun, record())
    for (const known of signIns.slice(1)) expect(begun(fifth, known)).toBe(fifth)
    expect(begun(fifth, '1').epoch).toBe(fifth.epoch + 1)
  })

  it('makes the record no larger, however many there were before', () => {
    const after = (count: number) =>
      Array.from({ length: count }, (_, index) => `${100 + index}`).reduce(begun, record())
    expect(after(40).secrets.signIn?.length).toBe(after(4).secrets.signIn?.length)
  })
})

describe('A silent sign-in', () => {
  const silently = (before: GrantRecord, by: TokenSet = tokens) =>
    grant.begun(before, { id: 'a realm 1', want, tokens: by, silentSince: 3 }, now)

  it('brings back nobody who has signed out since it began, and what it brings is left to be revoked', () => {
    const signedOut = grant.ended(record({ epoch: 4 }), 'signed-out', now)
    const { refreshToken: none, ...withoutRefresh } = tokens
    expect(silently(signedOut)).toMatchObject({ state: 'signed-out', epoch: 4 })
    expect(left(silently(signedOut))).toEqual(['refresh 2'])
    expect(left(silently(signedOut, withoutRefresh))).toEqual(['access 2'])
  })

  it.each(['active', 'refused'] as const)('does not replace who has signed in since it began, and is %s', state => {
    expect(silently(record({ state, epoch: 4 }))).toMatchObject({ state, epoch: 4 })
    expect(left(silently(record({ state, epoch: 4 })))).toContain('refresh 2')
  })

  it.each(['signed-out', 'active', 'refused'] as const)(
    'is one where nobody signed in or out since, who is %s',
    state => {
      expect(silently(record({ state, epoch: 3 }))).toMatchObject({ state: 'active', epoch: 4 })
    },
  )
})

describe('Signing out', () => {
  it('ends a sign-in, too, that was stored at the same moment', () => {
    const close = grant.closing(record(), 'signed-out', now)
    expect(close(record())).toMatchObject({ state: 'signed-out', epoch: 2 })
    expect(close(record({ epoch: 2 }))).toMatchObject({ state: 'signed-out', epoch: 3 })
  })

  it('does not end a later sign-in when it is stored once more, unless that one has failed', () => {
    for (const [state, becomes] of [
      ['active', 'active'],
      ['refused', 'signed-out'],
    ] as const) {
      const close = grant.closing(record(), 'signed-out', now)
      close(record())
      expect(close(record({ state, epoch: 3 })).state).toBe(becomes)
    }
  })
})

describe('What is left to be revoked', () => {
  it('stands there once, newest first, for a day', () => {
    const pendingRevoke = [
      { token: 'again', wallAt: now - 1 },
      { token: 'young', wallAt: now - day + 1 },
      { token: 'old', wallAt: now - day },
    ]
    const before = record({}, { pendingRevoke })
    expect(left(grant.toRevoke(before, ['new', 'again', 'new'], now))).toEqual(['new', 'again', 'young'])
  })
})

describe('The answer of a realm that was overtaken', () => {
  it.each([
    ['older', now - 1, 'access 2'],
    ['as old', now, 'access 1'],
    ['as new as can be', now + 5, 'access 1'],
    ['from the future', now + 6, 'access 2'],
  ])('gives way to the access token that is there, unless that one is %s', (_, wallAt, kept) => {
    const access = { [want.key]: { token: 'access 1', type: 'Bearer', wallAt } }
    const { secrets } = grant.withSpare(record({}, { access }), answer, now + 5)
    expect(secrets.access[want.key]?.token).toBe(kept)
    expect(secrets.spares).toEqual(['refresh 2'])
  })

  it('is not marked as if it had followed a rejection', () => {
    const { secrets } = grant.withSpare(record(), answer, now)
    expect(secrets.access[want.key]?.afterRejection).toBeUndefined()
  })
})
