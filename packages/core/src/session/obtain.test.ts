import { expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { proofOfPossession } from '../endpoints/dpop.js'
import { requestToken } from '../endpoints/token.js'
import { type ErrorCode, OAuthError } from '../errors.js'
import { parameters } from '../messages/parameters.js'
import type { Registration } from '../messages/registration.js'
import type { Fetch } from '../ports/fetch.js'
import { type Lock, memoryLock } from '../ports/lock.js'
import { type Entry, memoryStore, type Store } from '../ports/store.js'
import { alwaysAwake } from '../ports/wake.js'
import { grantKey, readGrant, wanted } from './grant-record.js'
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
  readonly client?: Partial<Registration>
  readonly fetch?: Fetch
  /** Instead of asking. */
  readonly outcome?: (tokens: Awaited<ReturnType<typeof requestToken>>['tokens']) => Outcome
  readonly unprepared?: ErrorCode
  /** What was done to the store and the lock before it is renewed. */
  readonly before?: (store: Store, lock: Lock) => unknown
  /** What is done to the store while tokens are asked for. */
  readonly meanwhile?: (store: Store) => void
  readonly refreshToken?: 'none'
}

const tokens = { access_token: 'new', token_type: 'Bearer', expires_in: 3600, refresh_token: 'next' }
const granted = json(tokens)
const wantsNonce = () => json({ error: 'use_dpop_nonce' }, 400, { 'dpop-nonce': 'nonce' })
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
  answering('200 `invalid_grant`', () => json({ error: 'invalid_grant' })),
  answering('200 `server_error` beside tokens', () => json({ ...tokens, error: 'server_error' })),
  answering('400 `use_dpop_nonce`, to a client without proofs', wantsNonce),
  {
    ...answering('400 `use_dpop_nonce`, then 200', count => (count === 1 ? wantsNonce() : granted.clone())),
    client: { proof: proofOfPossession() },
  },
  {
    ...answering('400 `use_dpop_nonce`, whatever the nonce', wantsNonce),
    client: { proof: proofOfPossession() },
  },
  { ...answering('there is no token endpoint', () => granted.clone()), client: { server: { issuer } } },
  {
    ...answering('the token endpoint is not https', () => granted.clone()),
    client: { server: { issuer, tokenEndpoint: 'http://id.example/token' } },
  },
  answering('a redirect', () => new Response(null, { status: 302, headers: { location: 'https://other.example' } })),
  failing('no answer', 'fetch failed'),
  answering('the connection ends in the middle of the body', () => new Response(halfABody())),
  failing('no connection: nothing was sent', 'fetch failed', 'ECONNREFUSED'),
  failing('no address is known by its name, where `fetch` tells', 'fetch failed', 'ENOTFOUND'),
  failing('its certificate cannot be trusted, where `fetch` tells', 'fetch failed', 'CERT_HAS_EXPIRED'),
  { name: 'no answer for 20 s', fetch: () => new Promise(() => {}) },
  answering('no answer, then 400 `invalid_grant`', count => {
    if (count === 1) throw new TypeError('fetch failed')
    return json({ error: 'invalid_grant' }, 400)
  }),
  answering('no answer, then 200 with tokens', count => {
    if (count === 1) throw new TypeError('fetch failed')
    return granted.clone()
  }),
  { ...answering('there is no refresh token', () => granted.clone()), refreshToken: 'none' },
  { name: 'the device is offline', unprepared: 'offline' },
  { name: 'a chunk of code cannot be loaded', unprepared: 'code_not_loaded' },
  {
    ...answering('somebody else has the lock, for 20 s at least', () => granted.clone()),
    before: (_, lock) => lock.acquire(`tessera.1 ${grantKey(identity)}`, 0),
  },
  {
    ...answering('the store cannot be read', () => granted.clone()),
    before: store => {
      store.get = storageFails
    },
  },
  { ...answering('the store cannot be written before', () => granted.clone()), before: failToWrite },
  { ...answering('200 with tokens, and the store cannot be written', () => granted.clone()), meanwhile: failToWrite },
  {
    ...answering('a later release has written the record', () => granted.clone()),
    before: store => rewrite(store, entry => ({ ...entry, clear: { schema: 2 } })),
  },
  {
    ...answering('the record cannot be read', () => granted.clone()),
    before: store => rewrite(store, entry => ({ ...entry, sealed: undefined })),
  },
  {
    ...answering('the record is gone', () => granted.clone()),
    before: store => {
      store.get = async () => undefined
    },
  },
]

function answering(name: string, answer: (count: number) => Response): Situation {
  return { name, fetch: fakeFetch((_, count) => answer(count)).fetch }
}

/** As Node's `fetch` does, which has the code on the cause. */
function failing(name: string, message: string, code?: string): Situation {
  const cause = code && Object.assign(new Error(message), { code })
  return { name, fetch: async () => Promise.reject(new TypeError(message, { cause })) }
}

function halfABody(): ReadableStream<Uint8Array> {
  const start = new TextEncoder().encode('{"access_token":"new","refresh')
  return new ReadableStream({
    start: body => body.enqueue(start),
    pull: body => body.error(new TypeError('terminated')),
  })
}

const storageFails = () => Promise.reject(new OAuthError('storage_failed'))

function failToWrite(store: Store): void {
  store.compareAndSwap = storageFails
}

async function rewrite(store: Store, change: (entry: Entry) => Entry): Promise<void> {
  const key = grantKey(identity)
  const entry = await store.get(key)
  if (entry) await store.compareAndSwap(key, entry.version, { ...change(entry), version: entry.version + 1 })
}

/**
 * A session that is to be renewed, in that situation, and what is seen of it: soon after somebody asked, and in ten minutes in which nobody
 * does. Preparing a request is a try, and so is failing at the store.
 */
async function lived(situation: Situation): Promise<readonly string[]> {
  const { name, client, fetch, outcome, unprepared, before, meanwhile, refreshToken } = situation
  const time = handClock()
  const { clock } = time
  const [store, lock] = [memoryStore(), memoryLock(clock)]
  const { get, watch: watched } = store
  let tries = 0
  const tried = (error: unknown) => {
    tries += 1
    throw error
  }
  const platform = {
    store: {
      get: (key: string) => store.get(key).catch(tried),
      compareAndSwap: (...write: Parameters<Store['compareAndSwap']>) => store.compareAndSwap(...write).catch(tried),
      watch: watched,
    },
    ...{ clock, lock, wake: alwaysAwake, limits: defaultLimits, realm: 'this one' },
  }
  const kinds: Outcome['kind'][] = []
  const obtain: Obtain = {
    again: false,
    revoke: async () => [],
    prepare: async () => {
      tries += 1
      if (unprepared) throw new OAuthError(unprepared)
      return async refreshToken => {
        meanwhile?.(store)
        const asked = requestToken(
          { ...registration, ...client },
          parameters({ grantType: 'refresh_token', refreshToken }),
          { fetch, clock },
        )
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
  const first = { accessToken: 'old', tokenType: 'Bearer', expiresIn: hour, receivedAt: clock.wall() }
  await begin(refreshToken ? first : { ...first, refreshToken: 'first' }, wanted())
  watch(() => {})
  await time.advance(hour)
  await before?.(store, lock)
  const answered = () => {
    tries = 0
  }
  const asked = token(wanted()).then(answered, answered)
  await time.advance(25_000)
  await asked
  const { error } = view()
  const { state } = known.record
  const { intent } = await readGrant({ ...store, get }, identity)
  const heard = [...new Set(kinds)].join(', then ') || 'nothing was sent'
  await time.advance(600_000)
  return [
    name,
    heard,
    state === 'active' ? (error ? `stale \`${error.code}\`` : 'signed in') : `ended: ${state}`,
    intent ? 'stays' : '–',
    state === 'active' && error ? (tries > 0 ? 'yes' : 'no') : '–',
  ]
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
