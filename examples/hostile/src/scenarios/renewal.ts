import { busy, dead, html, huge, redirect, says, silent } from '../answers.ts'
import type { Json, Lies } from '../lies.ts'
import type { Expected, Module, Scenario } from '../scenario.ts'
import { signers } from '../signers.ts'

const at = (
  does: string,
  lies: Lies,
  expected: Expected,
  source: string,
  more: { readonly requests?: Scenario['requests']; readonly modules?: readonly Module[] } = {},
): Scenario => ({
  endpoint: 'token',
  errand: 'renew',
  ...{ does, lies, expected, source, requests: more.requests ?? { token: 1 }, modules: more.modules ?? [] },
})

const claims = (changed: Json): Lies => ({ claims: honest => ({ ...honest, ...changed }) })
const renewed = { accessToken: 'at2', status: 'signed-in' }
const another: Lies = { ...claims({ name: 'Ada Lovelace' }), jwks: [{ ...signers.next.jwk }], sign: signers.next.sign }
const ended: Expected = { rejects: 'session_ended', facts: { reason: 'subject-mismatch' } }
const section = 'OpenID Connect Core §12.2'

export const renewal: readonly Scenario[] = [
  {
    ...at('has changed its keys', another, { accepts: renewed }, 'OpenID Connect Core §10.1.1'),
    requests: { keys: 1, token: 1 },
  },
  {
    ...at(
      'has changed its keys, and the user’s name',
      another,
      { accepts: { user: { sub: 'ada', name: 'Ada Lovelace' } } },
      'OpenID Connect Core §10.1.1',
    ),
    errand: 'renew twice',
    requests: { keys: 1, token: 2 },
  },
  {
    ...at(
      'signs with keys that it never publishes',
      { ...another, jwks: [{ ...signers.usual.jwk }] },
      { accepts: { user: { sub: 'ada', name: 'Ada' } } },
      'OpenID Connect Core §10.1.1',
    ),
    errand: 'renew twice',
    requests: { keys: 1, token: 2 },
  },
  at('renews', {}, { accepts: renewed }, 'RFC 6749 §6', {
    modules: ['refresh: oidcc-client-test-refresh-token'],
  }),
  at('lets another issuer renew', claims({ iss: 'https://evil.example' }), ended, section, {
    modules: ['refresh: oidcc-client-test-refresh-token-invalid-issuer'],
  }),
  at('renews for another user', claims({ sub: 'eve' }), ended, section, {
    modules: ['refresh: oidcc-client-test-refresh-token-invalid-sub'],
  }),
  at('renews for another client', claims({ aud: 'another' }), ended, section, {
    modules: ['refresh: oidcc-client-test-refresh-token-invalid-aud'],
  }),
  at('renews with another authorized party', claims({ azp: 'another' }), ended, section, {
    modules: ['refresh: oidcc-client-test-refresh-token-invalid-azp'],
  }),
  at(
    'tells another time of the sign-in, and a new name for the user',
    { claims: honest => ({ ...honest, auth_time: honest.iat, name: 'Ada Lovelace' }) },
    { accepts: { ...renewed, user: { sub: 'ada', name: 'Ada' } } },
    `${section}: it is dropped`,
  ),
  at(
    'signs the new id_token with a key that is not its own, and names another user',
    { ...claims({ sub: 'eve' }), sign: signers.stranger.sign },
    { accepts: { ...renewed, user: { sub: 'ada' } } },
    `${section}: it is dropped`,
  ),
  at(
    'gives no id_token',
    { granted: honest => ({ ...honest, id_token: undefined }) },
    { accepts: { ...renewed, user: { sub: 'ada' } } },
    section,
  ),
  at(
    'gives no refresh token',
    { granted: honest => ({ ...honest, refresh_token: undefined }) },
    { accepts: renewed },
    'RFC 6749 §6',
  ),
  at(
    'refuses',
    { token: says({ error: 'invalid_grant' }, 400) },
    { rejects: 'session_ended', facts: { reason: 'refused' } },
    'RFC 6749 §5.2, RFC 9700 §4.14.2',
    { requests: { token: 2 } },
  ),
  at('sends more than a megabyte', { token: huge }, { rejects: 'answer_too_large' }, 'docs/rotation.md, promise 7', {
    requests: {},
  }),
  at('is busy', { token: busy }, { rejects: 'server_failed' }, 'docs/rotation.md, promise 7', { requests: {} }),
  at(
    'wants a pause',
    { token: says({}, 429, { 'retry-after': '3600' }) },
    { rejects: 'rate_limited' },
    'docs/rotation.md, promise 7',
  ),
  at(
    'loses the connection',
    { token: dead },
    { rejects: 'network_failed', byLuck: 'There is no answer.' },
    'docs/rotation.md, promise 7',
    { requests: {} },
  ),
  at('never answers', { token: silent }, { rejects: 'timed_out' }, 'docs/rotation.md, promise 11', { requests: {} }),
  at(
    'shows a page instead',
    { token: html },
    { rejects: 'token_response_invalid', byLuck: 'It cannot parse the answer.' },
    'docs/rotation.md, promise 7',
    { requests: {} },
  ),
  at(
    'sends elsewhere',
    { token: redirect('https://evil.example/token') },
    { rejects: 'redirect_refused', byLuck: 'In memory nobody follows; over sockets see below.' },
    'RFC 9700 §4.12',
  ),
  at(
    'refuses the client',
    { token: says({ error: 'invalid_client' }, 401) },
    { rejects: 'client_refused' },
    'docs/rotation.md, promise 7',
  ),
]
