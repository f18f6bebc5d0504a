import { empty, failing, redirect, says } from '../answers.ts'
import type { Answering, Json, Lies } from '../lies.ts'
import type { Errand, Expected, Module, Scenario } from '../scenario.ts'

type More = { readonly errand?: Errand; readonly modules?: readonly Module[] }

const fapi = (...names: readonly string[]): readonly Module[] =>
  names.map(name => `fapi 2: fapi2-security-profile-final-client-test-${name}` as const)

const token = (
  does: string,
  lies: Lies,
  expected: Expected,
  source: string,
  requests: number,
  more: More = {},
): Scenario => ({
  ...{
    endpoint: 'token',
    errand: 'act in its own name, bound',
    does,
    lies,
    expected,
    source,
    requests: { token: requests },
  },
  ...more,
})

const resource = (
  does: string,
  answer: Answering | Lies,
  expected: Expected,
  source: string,
  requests: number,
  more: More = {},
): Scenario => ({
  ...{ endpoint: 'resource', errand: 'call the resource, bound', does, expected, source },
  lies: typeof answer === 'function' ? { resource: answer } : answer,
  requests: { resource: requests },
  ...more,
})

const granting = (changed: Json): Lies => ({ granted: honest => ({ ...honest, ...changed }) })
const nonce = (value: string) => ({ 'dpop-nonce': value })
const wantsNonce = { error: 'use_dpop_nonce' }
const bound: Expected = { accepts: { accessToken: 'at1', tokenType: 'DPoP' } }
const noProof: Expected = { rejects: 'request_refused' }
const challenge = (error: string, headers: Readonly<Record<string, string>> = {}, scheme = 'DPoP'): Answering =>
  says({}, 401, { 'www-authenticate': `${scheme} error="${error}"`, ...headers })

/** Proofs of possession (RFC 9449). The honest part of the server checks each of them to the letter. */
export const boundTokens: readonly Scenario[] = [
  token('binds its tokens to the key', {}, bound, 'RFC 9449 §5', 1),
  token(
    'signs a user in, with tokens for the key',
    {},
    { accepts: { accessToken: 'at1', status: 'signed-in' } },
    'RFC 9449 §5',
    1,
    {
      ...{ errand: 'sign in, bound', modules: fapi('happy-path', 'happy-path-no-dpop-nonce') },
    },
  ),
  token('wants a nonce', { nonce: 'n1' }, bound, 'RFC 9449 §8', 2),
  token(
    'wants another nonce each time',
    { token: (_, nth) => says(wantsNonce, 400, nonce(`n${nth}`))(async () => new Response(), nth) },
    noProof,
    'RFC 9449 §8: once more, and not for ever',
    2,
  ),
  token('wants a nonce and gives none', { token: says(wantsNonce, 400) }, noProof, 'RFC 9449 §8', 1),
  token(
    'gives a nonce that is none',
    { token: says(wantsNonce, 400, nonce('two words "quoted"')) },
    noProof,
    'RFC 9449 §8.1',
    1,
  ),
  token(
    'gives a nonce that no header could hold',
    { token: says(wantsNonce, 400, nonce('x'.repeat(9_000))) },
    noProof,
    'RFC 9449 §8.1',
    1,
  ),
  token(
    'wants a nonce, and refuses the client then',
    {
      token: (_, nth) =>
        (nth === 1 ? says(wantsNonce, 400, nonce('n1')) : says({ error: 'invalid_client' }, 401))(
          async () => new Response(),
          nth,
        ),
    },
    { rejects: 'client_refused' },
    'RFC 9449 §8',
    2,
  ),
  token('finds every proof wrong', { token: says({ error: 'invalid_dpop_proof' }, 400) }, noProof, 'RFC 9449 §5', 1),
  token(
    'has a clock an hour ahead, and tells the time',
    { ahead: 3_600_000, tellsDate: true },
    bound,
    'RFC 9449 §4.3, RFC 9110 §6.6.1',
    2,
  ),
  token('has a clock an hour ahead, and does not tell the time', { ahead: 3_600_000 }, noProof, 'RFC 9449 §4.3', 1),
  token(
    'gives a bearer token in place of a bound one',
    granting({ token_type: 'Bearer' }),
    { rejects: 'token_unbound' },
    'RFC 9449 §5',
    1,
  ),
  token(
    'does not say of what type its token is',
    granting({ token_type: undefined }),
    { rejects: 'token_unbound' },
    'RFC 9449 §5',
    1,
  ),
  token(
    'signs a user in with a bearer token',
    granting({ token_type: 'Bearer' }),
    { rejects: 'token_unbound' },
    'RFC 9449 §5',
    1,
    { errand: 'sign in, bound' },
  ),
  token(
    'gives a bearer token for a refresh token',
    granting({ token_type: 'Bearer' }),
    { accepts: { accessToken: 'at2', status: 'signed-in' } },
    'docs/decisions/0012: it is spent, and a proof goes with what came',
    1,
    { errand: 'renew, bound' },
  ),
  token(
    'spells the type in small letters',
    granting({ token_type: 'dpop' }),
    { accepts: { accessToken: 'at1' } },
    'RFC 9449 §5, RFC 6749 §5.1',
    1,
  ),
  token(
    'wants a nonce when tokens are renewed',
    { nonce: 'n2' },
    { accepts: { accessToken: 'at2' } },
    'RFC 9449 §8',
    2,
    { errand: 'renew, bound' },
  ),
  token(
    'sends elsewhere, which would repeat the proof',
    { token: redirect('https://evil.example/token') },
    { rejects: 'redirect_refused', byLuck: 'It cannot parse the answer.' },
    'RFC 9449 §11.1, RFC 9700 §4.12',
    1,
  ),

  resource(
    'checks that a proof names its address, without query and fragment',
    {},
    { accepts: { status: 200 } },
    'RFC 9449 §4.2, §4.3',
    1,
  ),
  resource('wants a nonce', { nonce: 'n1' }, { accepts: { status: 200 } }, 'RFC 9449 §9', 2),
  resource(
    'spells the scheme of its challenge in small letters',
    failing(1, challenge('use_dpop_nonce', nonce('n1'), 'dpop')),
    { accepts: { status: 200 } },
    'RFC 9449 §9, RFC 9110 §11.1',
    2,
    {
      modules: fapi('rs-dpop-auth-scheme-case-insensitivity'),
    },
  ),
  resource(
    'wants another nonce each time',
    (honest, nth) => challenge('use_dpop_nonce', nonce(`n${nth}`))(honest, nth),
    noProof,
    'RFC 9449 §9: once more, and not for ever',
    2,
  ),
  resource('wants a nonce and gives none', challenge('use_dpop_nonce'), noProof, 'RFC 9449 §9', 1),
  resource('gives a nonce that is none', challenge('use_dpop_nonce', nonce('two words')), noProof, 'RFC 9449 §8.1', 1),
  resource(
    'finds every proof wrong',
    challenge('invalid_dpop_proof'),
    noProof,
    'RFC 9449 §7.1: it says nothing of the token',
    1,
  ),
  resource(
    'has a clock an hour ahead, and tells the time',
    { ahead: 3_600_000, tellsDate: true },
    { accepts: { status: 200 } },
    'RFC 9449 §4.3',
    2,
  ),
  resource(
    'rejects the first token',
    failing(1, challenge('invalid_token')),
    { accepts: { status: 200 } },
    'RFC 9449 §7.1, RFC 6750 §3.1',
    2,
  ),
  resource(
    'rejects every token',
    challenge('invalid_token'),
    { accepts: { status: 401 } },
    'docs/rotation.md, promise 6',
    2,
  ),
  resource(
    'rejects without a word, and gives a nonce',
    failing(1, () => new Response(null, { status: 401, headers: nonce('n1') })),
    { accepts: { status: 200 } },
    'RFC 9449 §9: across origins no challenge is seen',
    2,
  ),
  resource(
    'wants another scope',
    () => new Response('{}', { status: 403 }),
    { accepts: { status: 403 } },
    'RFC 6750 §3.1',
    1,
  ),
  resource(
    'sends elsewhere',
    redirect('https://evil.example/orders'),
    { rejects: 'redirect_refused' },
    'RFC 9449 §11.1: the proof would go along',
    1,
  ),
  resource('is away', empty(503), { accepts: { status: 503 } }, 'RFC 9110 §15.6.4: the caller decides', 1),
]

const certified = (
  does: string,
  changed: Json,
  expected: Expected,
  source: string,
  requests: number,
  modules: readonly Module[] = [],
): Scenario => ({
  ...{ endpoint: 'token', errand: 'act in its own name, by certificate', does, expected, source, modules },
  lies: { metadata: honest => ({ ...honest, ...changed }) },
  requests: { token: requests },
})

const nowhere = 'https://id.example/nowhere'

/** Clients whom their certificate makes known (RFC 8705); the connection is made by the `fetch` that is passed in. */
export const certificates: readonly Scenario[] = [
  certified(
    'has other addresses for them',
    { token_endpoint: nowhere, mtls_endpoint_aliases: { token_endpoint: 'https://id.example/token' } },
    { accepts: { accessToken: 'at1' } },
    'RFC 8705 §5',
    1,
    ['other: oidcc-client-test-mtls-endpoint-aliases'],
  ),
  certified(
    'has no other addresses for them',
    {},
    { accepts: { accessToken: 'at1' } },
    'RFC 8705 §5',
    1,
    fapi('happy-path-no-mtls-endpoint-aliases'),
  ),
  certified(
    'has other addresses over plain http',
    { mtls_endpoint_aliases: { token_endpoint: 'http://id.example/token' } },
    { rejects: 'insecure_url' },
    'RFC 8705 §5, RFC 9700 §2.6',
    0,
  ),
  certified(
    'has other addresses in a shape of its own',
    { mtls_endpoint_aliases: ['https://id.example/token'] },
    { rejects: 'discovery_invalid' },
    'RFC 8705 §5',
    0,
  ),
]
