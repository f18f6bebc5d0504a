import { expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { requestToken } from '../endpoints/token.js'
import { OAuthError } from '../errors.js'
import type { Registration } from '../messages/registration.js'
import type { Fetch } from '../ports/fetch.js'
import { memoryLock } from '../ports/lock.js'
import { memoryStore, type Store } from '../ports/store.js'
import { alwaysAwake } from '../ports/wake.js'
import { readGrant, wanted } from './grant-record.js'
import { knownGrant } from './known-grant.js'
import { type Obtain, type Outcome, outcomeOf } from './obtain.js'
import { defaultLimits } from './platform.js'
import { rotation } from './rotation.js'

const issuer = 'https://id.example'
const registration: Registration = {
  server: { issuer, tokenEndpoint: `${issuer}/token` },
  clientId: 'web',
  authentication: () => {},
}
const identity = { issuer, client: 'web', slot: '' }
const hour = 3_600_000

/** What happens when a session is to be renewed. */
interface Situation {
  readonly name: string
  readonly server?: Registration['server']
  readonly fetch?: Fetch
  /** Instead of asking. */
  readonly outcome?: (tokens: Awaited<ReturnType<typeof requestToken>>['tokens']) => Outcome
  readonly unprepared?: OAuthError
  readonly storeFails?: 'before' | 'after'
}

const granted = json({ access_token: 'new', token_type: 'Bearer', expires_in: 3600, refresh_token: 'next' })
const refusedConnection = Object.assign(new TypeError('fetch failed'), { code: 'ECONNREFUSED' })
const words = [
  ...['invalid_grant', 'invalid_client', 'unauthorized_client', 'invalid_request', 'invalid_scope', 'invalid_target'],
  ...['unsupported_grant_type', 'slow_down', 'server_error', 'temporarily_unavailable', 'a_word_of_its_own'],
]
const situations: readonly Situation[] = [
  answering('200 with tokens', () => granted.clone()),
  {
    ...answering('200 with tokens for somebody else', () => granted.clone()),
    outcome: tokens => ({ kind: 'mismatched', tokens }),
  },
  answering('200 that cannot be read', () => new Response('<html>')),
  answering('more than a megabyte', () => new Response(' '.repeat(2 ** 20 + 1))),
  ...words.map(word => answering(`400 \`${word}\``, () => json({ error: word }, 400))),
  answering('503 `invalid_grant`', () => json({ error: 'invalid_grant' }, 503)),
  answering('400 without a word', () => json({}, 400)),
  answering('404', () => new Response('', { status: 404 })),
  answering('429', () => new Response('', { status: 429 })),
  answering('500 to 599', () => new Response('', { status: 503 })),
  { ...answering('there is no token endpoint', () => granted.clone()), server: { issuer } },
  {
    ...answering('the token endpoint is not https', () => granted.clone()),
    server: { issuer, tokenEndpoint: 'http://id.example/token' },
  },
  answering('a redirect', () => new Response(null, { status: 302, headers: { location: 'https://other.example' } })),
  { name: 'no answer', fetch: async () => Promise.reject(new TypeError('fetch failed')) },
  { name: 'no connection: nothing was sent', fetch: async () => Promise.reject(refusedConnection) },
  { name: 'no answer for 20 s', fetch: () => new Promise(() => {}) },
  { name: 'the device is offline', unprepared: new OAuthError('offline') },
  { name: 'a chunk of code cannot be loaded', unprepared: new OAuthError('code_not_loaded') },
  { ...answering('the store cannot be written before', () => granted.clone()), storeFails: 'before' },
  { ...answering('200 with tokens, and the store cannot be written', () => granted.clone()), storeFails: 'after' },
]

function answering(name: string, answer: () => Response): Situation {
  return { name, fetch: fakeFetch(answer).fetch }
}

/** A session that is to be renewed, in that situation, and what is seen of it: at once, and after ten minutes. */
async function lived(situation: Situation): Promise<readonly string[]> {
  const { name, server = registration.server, fetch, outcome, unprepared, storeFails } = situation
  const time = handClock()
  const { clock } = time
  const store: Store = memoryStore()
  const platform = {
    ...{ store, clock, lock: memoryLock(clock), wake: alwaysAwake, limits: defaultLimits, realm: 'this one' },
  }
  const kinds: Outcome['kind'][] = []
  const obtain: Obtain = {
    again: false,
    revoke: async () => [],
    prepare: async want => {
      if (unprepared) throw unprepared
      return async () => {
        if (storeFails === 'after') failToWrite(store)
        const asked = requestToken({ ...registration, server }, new URLSearchParams(want.scope), {
          ...(fetch ? { fetch } : {}),
          clock,
        })
        const heard = await asked.then(
          ({ tokens }): Outcome => outcome?.(tokens) ?? { kind: 'granted', tokens },
          outcomeOf,
        )
        kinds.push(heard.kind)
        return heard
      }
    },
  }
  const known = knownGrant(platform, identity)
  const { token, begin, view, watch } = rotation(platform, known, obtain)
  const first = {
    accessToken: 'old',
    tokenType: 'Bearer',
    expiresIn: hour,
    refreshToken: 'first',
    receivedAt: clock.wall(),
  }
  await begin(first, wanted())
  watch(() => {})
  await time.advance(hour)
  if (storeFails === 'before') failToWrite(store)
  const asked = token(wanted()).then(
    () => 'served',
    () => 'refused',
  )
  await time.advance(25_000)
  await asked
  const { error } = view()
  const { state } = known.record
  const { intent } = await readGrant(store, identity)
  const tries = kinds.length
  await time.advance(600_000)
  return [
    name,
    kinds[0] ?? 'nothing was sent',
    state === 'active' ? (error ? `stale \`${error.code}\`` : 'signed in') : `ended: ${state}`,
    intent ? 'stays' : '–',
    state === 'active' && error ? (error.retryable || kinds.length > tries ? 'yes' : 'no') : '–',
  ]
}

function failToWrite(store: Store): void {
  store.compareAndSwap = () => Promise.reject(new OAuthError('storage_failed'))
}

it('what becomes of a session in every situation stands in docs/decision-table.md', async () => {
  const rows: (readonly string[])[] = []
  for (const situation of situations) rows.push(await lived(situation))
  const page = `# Decision table

What becomes of a session when it is to be renewed, in every situation. An intent that stays says that nobody knows whether the refresh
token was spent. A session that is stale serves the access token as long as it lives. [Why](decisions/0005-what-a-failure-means.md).

This page is written by \`packages/core/src/session/obtain.test.ts\`, which lives through each line: run the tests with \`--update\`.

| what happens | it means | the session | the intent | tried again by itself |
| --- | --- | --- | --- | --- |
${rows.map(cells => `| ${cells.join(' | ')} |\n`).join('')}`
  await expect(page).toMatchFileSnapshot('../../../../docs/decision-table.md')
})

it('what fails in a way that nobody foresaw leaves it open whether the refresh token was spent', () => {
  expect(outcomeOf(new TypeError('a bug'))).toMatchObject({
    kind: 'unknown',
    error: { code: 'token_response_invalid' },
  })
})
