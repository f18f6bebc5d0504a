import { busy, dead, deep, empty, failing, html, huge, json, redirect, says, silent } from '../answers.ts'
import type { Lies } from '../lies.ts'
import type { Scenario } from '../scenario.ts'
import { signers } from '../signers.ts'

const found = { status: 'signed-in' }
const { usual, next, nameless, other, elliptic } = signers

const at = (
  does: string,
  lies: Lies,
  expected: Scenario['expected'],
  source: string,
  more: Pick<Scenario, 'requests' | 'modules' | 'errand'> | Pick<Scenario, 'requests' | 'modules'> = {},
): Scenario => ({ endpoint: 'keys', errand: 'sign in', does, lies, expected, source, ...more })

export const keys: readonly Scenario[] = [
  at('publishes its keys', {}, { accepts: found }, 'OpenID Connect Core §10.1', {
    requests: { keys: 1 },
    modules: ['config: oidcc-client-test-discovery-jwks-uri-keys'],
  }),
  at('publishes none', { keys: says({ keys: [] }) }, { rejects: 'keys_invalid' }, 'RFC 7517 §5', {
    requests: { token: 0 },
  }),
  at('shows a page instead', { keys: html }, { rejects: 'keys_invalid' }, 'RFC 7517 §5', { requests: { token: 0 } }),
  at('answers with nothing at all', { keys: empty() }, { rejects: 'keys_invalid' }, 'RFC 7517 §5'),
  at('has lost them', { keys: empty(404) }, { rejects: 'keys_invalid' }, 'RFC 7517 §5', { requests: { keys: 1 } }),
  at(
    'sends elsewhere for them',
    { keys: redirect('https://evil.example/keys') },
    { rejects: 'redirect_refused' },
    'RFC 9700 §2.6',
    { requests: { token: 0 } },
  ),
  at('is busy twice', { keys: failing(2, busy) }, { accepts: found }, 'RFC 9110 §15.6.4', {
    requests: { keys: 3, token: 1 },
  }),
  at('stays busy', { keys: busy }, { rejects: 'server_failed' }, 'RFC 9110 §15.6.4', {
    requests: { keys: 3, token: 0 },
  }),
  at('loses every connection', { keys: dead }, { rejects: 'network_failed' }, 'RFC 9110 §9.2.2', {
    requests: { keys: 3, token: 0 },
  }),
  at('never answers', { keys: silent }, { rejects: 'timed_out' }, 'RFC 9700 §2.6', { requests: { token: 0 } }),
  at('sends more than a megabyte', { keys: huge }, { rejects: 'answer_too_large' }, 'RFC 8259 §9'),
  at('nests a hundred thousand objects', { keys: deep }, { rejects: 'keys_invalid' }, 'RFC 8259 §9'),
  at(
    'publishes keys of kinds yet to be invented beside its own',
    {
      jwks: [
        { kty: 'AKP', kid: 'p1', alg: 'ML-DSA-1', pub: 'AA' },
        { kty: 'NONSENSE', kid: 'p2' },
        { kty: 7 },
        { ...usual.jwk },
      ],
    },
    { accepts: found },
    'RFC 7517 §5',
    { modules: ['other: oidcc-client-test-ignores-unparseable-key-in-jwks'] },
  ),
  at(
    'names no key, and has one',
    { jwks: [{ ...nameless.jwk }], sign: nameless.sign },
    { accepts: found },
    'OpenID Connect Core §10.1',
    { modules: ['basic: oidcc-client-test-kid-absent-single-jwks'] },
  ),
  at(
    'names no key in the fragment’s id_token, and has one',
    { jwks: [{ ...nameless.jwk }], sign: nameless.sign },
    { accepts: found },
    'OpenID Connect Core §10.1',
    { errand: 'sign in, implicit', modules: ['implicit: oidcc-client-test-kid-absent-single-jwks'] },
  ),
  at(
    'names no key, and has two that fit',
    { jwks: [{ ...other.jwk }, { ...nameless.jwk }], sign: nameless.sign },
    { rejects: 'id_token_invalid', facts: { claim: 'kid' } },
    'OpenID Connect Core §10.1',
    { modules: ['basic: oidcc-client-test-kid-absent-multiple-jwks'] },
  ),
  at(
    'names no key in the fragment’s id_token, and has two that fit',
    { jwks: [{ ...other.jwk }, { ...nameless.jwk }], sign: nameless.sign },
    { rejects: 'id_token_invalid', facts: { claim: 'kid' } },
    'OpenID Connect Core §10.1',
    { errand: 'sign in, implicit', modules: ['implicit: oidcc-client-test-kid-absent-multiple-jwks'] },
  ),
  at(
    'names no key, and has one of another kind beside it',
    { jwks: [{ ...elliptic.jwk }, { ...nameless.jwk }], sign: nameless.sign },
    { accepts: found },
    'OpenID Connect Core §10.1',
  ),
  at(
    'changes its keys between publishing and signing',
    {
      keys: (_, nth) => json({ keys: [nth === 1 ? usual.jwk : next.jwk] }),
      sign: next.sign,
    },
    { accepts: found },
    'OpenID Connect Core §10.1.1',
    {
      requests: { keys: 2, token: 1 },
      modules: ['config: oidcc-client-test-signing-key-rotation-just-before-signing'],
    },
  ),
  at(
    'has changed its keys since the last sign-in',
    { jwks: [{ ...next.jwk }], sign: next.sign },
    { accepts: found },
    'OpenID Connect Core §10.1.1',
    {
      errand: 'sign in again',
      requests: { keys: 1, token: 1 },
      modules: ['config: oidcc-client-test-signing-key-rotation'],
    },
  ),
  at(
    'loses its keys after the last sign-in',
    { keys: busy },
    { accepts: found },
    'RFC 9111 §4.2.4: what is known serves',
    { errand: 'sign in again', requests: { keys: 0 } },
  ),
  at(
    'signs with a key that it never publishes',
    { sign: next.sign },
    { rejects: 'id_token_invalid', facts: { claim: 'kid', reason: 'unknown_key' } },
    'OpenID Connect Core §10.1.1',
    { requests: { keys: 2 } },
  ),
  at(
    'has two keys of one name',
    { jwks: [{ ...usual.jwk }, { ...signers.stranger.jwk }] },
    { rejects: 'id_token_invalid', facts: { claim: 'kid' } },
    'RFC 7517 §4.5',
  ),
  at(
    'signs with a key that is for encryption',
    { jwks: [{ ...usual.jwk, use: 'enc' }] },
    { rejects: 'id_token_invalid', facts: { claim: 'kid' } },
    'RFC 7517 §4.2',
  ),
  at(
    'signs with a key that is for another algorithm',
    { jwks: [{ ...usual.jwk, alg: 'PS512' }] },
    { rejects: 'id_token_invalid', facts: { claim: 'kid' } },
    'RFC 7517 §4.4',
  ),
]
