import { busy, dead, deep, empty, first, html, huge, json, redirect, says, silent } from '../answers.ts'
import type { Json, Lies } from '../lies.ts'
import type { Errand, Expected, Module, Scenario } from '../scenario.ts'

const found = { status: 'signed-in' }
const unread = { byLuck: 'It cannot parse the answer.' }
const noUser = { byLuck: 'It reads the user from the id_token.' }
const once = { token: 1 }

const at = (
  does: string,
  lies: Lies,
  expected: Expected,
  source: string,
  more: { readonly errand?: Errand; readonly modules?: readonly Module[] } = {},
): Scenario => ({
  endpoint: 'token',
  errand: more.errand ?? 'sign in',
  ...{ does, lies, expected, source, requests: once, modules: more.modules ?? [] },
})

const granting = (changed: Json): Lies => ({ granted: honest => ({ ...honest, ...changed }) })
const alone = { errand: 'act in its own name' } as const

export const token: readonly Scenario[] = [
  at('takes the client’s secret in the header', {}, { accepts: { accessToken: 'at1' } }, 'RFC 6749 §2.3.1', {
    errand: 'exchange a code',
    modules: ['basic: oidcc-client-test-client-secret-basic'],
  }),
  at(
    'grants no access token',
    granting({ access_token: undefined }),
    { rejects: 'token_response_invalid' },
    'RFC 6749 §5.1',
  ),
  at(
    'grants an access token that is no text',
    granting({ access_token: { value: 'at' } }),
    { rejects: 'token_response_invalid' },
    'RFC 6749 §5.1',
  ),
  at(
    'grants an access token that no header can hold',
    granting({ access_token: 'at\r\nx-admin: yes' }),
    { rejects: 'token_response_invalid' },
    'RFC 6749 §A.12',
  ),
  at(
    'grants a token of a type that nobody here speaks',
    granting({ token_type: 'mac' }),
    { rejects: 'token_response_invalid' },
    'RFC 6749 §7.1',
  ),
  at('spells the type in small letters', granting({ token_type: 'bearer' }), { accepts: found }, 'RFC 6749 §5.1', {
    modules: ['fapi 2: fapi2-security-profile-final-client-test-token-type-case-insensitivity'],
  }),
  at('does not say how long', granting({ expires_in: undefined }), { accepts: found }, 'RFC 6749 §5.1', {
    modules: ['fapi 2: fapi2-security-profile-final-client-test-token-endpoint-response-without-expires_in'],
  }),
  at('says how long as a text', granting({ expires_in: '600' }), { accepts: found }, 'RFC 6749 §5.1'),
  at('says a negative time', granting({ expires_in: -1 }), { accepts: found }, 'RFC 6749 §5.1'),
  at(
    'gives no id_token',
    granting({ id_token: undefined }),
    { rejects: 'id_token_missing', ...noUser },
    'OpenID Connect Core §3.1.3.3',
  ),
  at(
    'names two access tokens',
    { token: first('"access_token":"at-first"') },
    { accepts: { accessToken: 'at1' } },
    'RFC 8259 §4: the last member counts',
  ),
  at(
    'answers 200 with a refusal',
    { token: says({ error: 'invalid_grant' }) },
    { rejects: 'grant_refused', ...noUser },
    'RFC 6749 §5.2',
  ),
  at(
    'answers 200 with a refusal beside tokens',
    { token: async honest => json({ ...(await (await honest()).json()), error: 'invalid_grant' }) },
    { rejects: 'grant_refused' },
    'RFC 6749 §5.2',
  ),
  at(
    'grants with the status of a failure',
    { token: async honest => new Response((await honest()).body, { status: 400 }) },
    { rejects: 'token_response_invalid' },
    'RFC 6749 §5.1',
  ),
  at(
    'refuses the code',
    { token: says({ error: 'invalid_grant' }, 400) },
    { rejects: 'grant_refused', ...noUser },
    'RFC 6749 §5.2',
  ),
  at(
    'refuses the client beside a challenge',
    { token: says({ error: 'invalid_client' }, 401, { 'www-authenticate': 'Basic realm="id"' }) },
    { rejects: 'client_refused' },
    'RFC 6749 §5.2',
    alone,
  ),
  at(
    'refuses the client by a challenge alone',
    { token: () => new Response(null, { status: 401, headers: { 'www-authenticate': 'Basic realm="id"' } }) },
    { rejects: 'token_response_invalid', ...unread },
    'docs/decisions/0005',
    alone,
  ),
  at(
    'refuses the scope',
    { token: says({ error: 'invalid_scope' }, 400) },
    { rejects: 'request_refused' },
    'RFC 6749 §5.2',
    alone,
  ),
  at(
    'repeats the client’s secret in a description',
    { token: says({ error: 'invalid_client', error_description: 'not a secret' }, 401) },
    { rejects: 'client_refused', facts: { description: undefined } },
    'RFC 9700 §4.3',
    alone,
  ),
  at('shows a page instead', { token: html }, { rejects: 'token_response_invalid', ...unread }, 'RFC 6749 §5.1'),
  at(
    'answers with nothing at all',
    { token: empty() },
    { rejects: 'token_response_invalid', ...unread },
    'RFC 6749 §5.1',
  ),
  at(
    'answers with a list',
    { token: says(['at1']) },
    { rejects: 'token_response_invalid', ...noUser },
    'RFC 6749 §5.1',
  ),
  at(
    'calls its JSON a page',
    { token: async honest => new Response((await honest()).body, { headers: { 'content-type': 'text/html' } }) },
    { accepts: found },
    'RFC 6749 §5.1, leniently',
  ),
  at(
    'sends elsewhere',
    { token: redirect('https://evil.example/token') },
    { rejects: 'redirect_refused', ...unread },
    'RFC 9700 §4.12',
  ),
  at('is busy', { token: busy }, { rejects: 'server_failed', ...noUser }, 'RFC 6749 §4.1.2: a code is for one use'),
  at(
    'wants a pause',
    { token: says({}, 429, { 'retry-after': '7' }) },
    { rejects: 'rate_limited', facts: { retryAfter: 7_000 }, ...noUser },
    'RFC 9110 §10.2.3',
  ),
  at(
    'loses the connection',
    { token: dead },
    { rejects: 'network_failed', byLuck: 'There is no answer.' },
    'RFC 6749 §4.1.2: a code is for one use',
  ),
  at('never answers', { token: silent }, { rejects: 'timed_out' }, 'RFC 9700 §2.6'),
  at('sends more than a megabyte', { token: huge }, { rejects: 'answer_too_large' }, 'RFC 8259 §9'),
  at('nests a hundred thousand objects', { token: deep }, { rejects: 'token_response_invalid' }, 'RFC 8259 §9'),
  at(
    'gives a password’s id_token of another issuer',
    { claims: honest => ({ ...honest, iss: 'https://evil.example' }) },
    { rejects: 'id_token_invalid', facts: { claim: 'iss' } },
    'OpenID Connect Core §3.1.3.7',
    { errand: 'use a password' },
  ),
  at(
    'refuses the password',
    { token: says({ error: 'invalid_grant' }, 400) },
    { rejects: 'grant_refused' },
    'RFC 6749 §5.2',
    { errand: 'use a password' },
  ),
]
