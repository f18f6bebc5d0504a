import type { Lies } from '../lies.ts'
import type { Errand, Expected, Module, Scenario } from '../scenario.ts'

const found = { status: 'signed-in' }

const at = (
  does: string,
  response: Lies['response'],
  expected: Expected,
  source: string,
  more: { readonly errand?: Errand; readonly modules?: readonly Module[]; readonly lies?: Lies } = {},
): Scenario => ({
  endpoint: 'authorization',
  errand: more.errand ?? 'sign in',
  does,
  lies: { ...more.lies, ...(response && { response }) },
  expected,
  source,
  requests: { token: 'rejects' in expected && expected.rejects !== 'grant_refused' ? 0 : more.errand ? 0 : 1 },
  modules: more.modules ?? [],
})

const set =
  (changed: Readonly<Record<string, string>>): Lies['response'] =>
  answer => {
    for (const [name, value] of Object.entries(changed)) answer.set(name, value)
  }

const without =
  (...names: readonly string[]): Lies['response'] =>
  answer => {
    for (const name of names) answer.delete(name)
  }

const twice =
  (name: string, value: string): Lies['response'] =>
  answer =>
    answer.append(name, value)

/** A refusal in place of the code. */
const refuses =
  (error: string, more: Readonly<Record<string, string>> = {}): Lies['response'] =>
  answer => {
    answer.delete('code')
    set({ error, ...more })?.(answer)
  }

const unlucky = { byLuck: 'The token endpoint takes no empty code.' }
const implicit = { errand: 'sign in, implicit' } as const

export const authorization: readonly Scenario[] = [
  at(
    'answers with another state',
    set({ state: 'another' }),
    { rejects: 'state_unknown' },
    'RFC 6749 §10.12, RFC 9700 §4.7',
    {
      modules: [
        'fapi 2: fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-state-fails',
      ],
    },
  ),
  at('answers without a state', without('state'), { rejects: 'state_unknown' }, 'RFC 6749 §4.1.2', {
    modules: [
      'fapi 2: fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-missing-state-fails',
    ],
  }),
  at(
    'answers another state in the fragment',
    set({ state: 'another' }),
    { rejects: 'state_unknown' },
    'RFC 6749 §4.2.2',
    implicit,
  ),
  at(
    'mixes in the answer of another server',
    set({ iss: 'https://evil.example' }),
    { rejects: 'issuer_mismatch' },
    'RFC 9207 §2.4, RFC 9700 §4.4',
    {
      modules: ['fapi 2: fapi2-security-profile-final-client-test-invalid-authorization-response-iss'],
    },
  ),
  at('does not name itself although it always does', without('iss'), { rejects: 'issuer_mismatch' }, 'RFC 9207 §2.4', {
    modules: ['fapi 2: fapi2-security-profile-final-client-test-remove-authorization-response-iss'],
  }),
  at('does not name itself, and never said that it would', without('iss'), { accepts: found }, 'RFC 9207 §2.4', {
    lies: { metadata: ({ authorization_response_iss_parameter_supported: _, ...honest }) => honest },
  }),
  at(
    'mixes another server into the fragment',
    set({ iss: 'https://evil.example' }),
    { rejects: 'issuer_mismatch' },
    'RFC 9207 §2.4',
    implicit,
  ),
  at(
    'mixes a refusal of another server in',
    refuses('access_denied', { iss: 'https://evil.example' }),
    { rejects: 'issuer_mismatch', ...unlucky },
    'RFC 9207 §2.4',
  ),
  at(
    'answers with two codes',
    twice('code', 'another'),
    { rejects: 'authorization_response_invalid', ...unlucky },
    'RFC 6749 §3.1',
  ),
  at(
    'answers with two states',
    twice('state', 'another'),
    { rejects: 'authorization_response_invalid' },
    'RFC 6749 §3.1',
  ),
  at(
    'names itself twice',
    twice('iss', 'https://evil.example'),
    { rejects: 'authorization_response_invalid' },
    'RFC 6749 §3.1',
  ),
  at(
    'answers with a refusal and a code',
    set({ error: 'access_denied' }),
    { rejects: 'authorization_refused' },
    'RFC 6749 §4.1.2.1',
  ),
  at(
    'lets the user say no',
    refuses('access_denied'),
    { rejects: 'authorization_refused', ...unlucky },
    'RFC 6749 §4.1.2.1',
  ),
  at(
    'has a word of its own',
    refuses('account_on_fire'),
    { rejects: 'authorization_refused', ...unlucky },
    'RFC 6749 §4.1.2.1',
  ),
  at(
    'writes a page into the description',
    refuses('server_error', { error_description: '<script>alert(1)</script>\n'.repeat(99) }),
    { rejects: 'authorization_refused', facts: { description: undefined }, ...unlucky },
    'RFC 6749 §4.1.2.1',
  ),
  at('answers without a code', without('code'), { rejects: 'code_missing', ...unlucky }, 'RFC 6749 §4.1.2'),
  at('answers with an empty code', set({ code: '' }), { rejects: 'code_missing', ...unlucky }, 'RFC 6749 §4.1.2'),
  at(
    'puts tokens into the address instead of a code',
    answer => {
      answer.delete('code')
      set({ access_token: 'at-injected', token_type: 'Bearer' })?.(answer)
    },
    { rejects: 'code_missing', ...unlucky },
    'RFC 9700 §2.1.2',
  ),
  at(
    'adds parameters that nobody knows',
    set({ session_state: 'x', shoe_size: '43' }),
    { accepts: found },
    'RFC 6749 §4.1.2',
  ),
  at(
    'gives a code to somebody else',
    set({ code: 'stolen' }),
    { rejects: 'grant_refused', ...unlucky },
    'RFC 7636 §4.6, RFC 9700 §4.5',
  ),
  at(
    'gives no id_token in the fragment',
    without('id_token'),
    { rejects: 'id_token_missing', byLuck: 'It reads the user from it.' },
    'OpenID Connect Core §3.2.2.5',
    implicit,
  ),
  at(
    'gives no access token in the fragment',
    without('access_token'),
    { rejects: 'code_missing' },
    'OpenID Connect Core §3.2.2.5',
    implicit,
  ),
  at(
    'swaps the access token in the fragment',
    set({ access_token: 'at-injected' }),
    { rejects: 'id_token_invalid', facts: { claim: 'at_hash' } },
    'RFC 9700 §4.6, OpenID Connect Core §3.2.2.9',
    implicit,
  ),
  at(
    'repeats the access token in the fragment',
    twice('access_token', 'at-injected'),
    { rejects: 'authorization_response_invalid' },
    'RFC 6749 §3.1',
    implicit,
  ),
  at(
    'puts an access token into the fragment that no header can hold',
    set({ access_token: 'at\r\nx: y' }),
    { rejects: 'authorization_response_invalid' },
    'RFC 6749 §A.12',
    implicit,
  ),
  at(
    'refuses in the fragment',
    answer => {
      for (const name of ['access_token', 'id_token']) answer.delete(name)
      answer.set('error', 'login_required')
    },
    { rejects: 'authorization_refused', byLuck: 'It reads the user from the id_token.' },
    'OpenID Connect Core §3.2.2.6',
    implicit,
  ),
]
