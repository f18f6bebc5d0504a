import { busy, dead, deep, empty, failing, html, huge, json, redirect, says, silent } from '../answers.ts'
import type { Answering } from '../lies.ts'
import type { Endpoint, Errand, Expected, Module, Scenario } from '../scenario.ts'

const unread = { byLuck: 'It cannot parse the answer.' }

type At = (
  does: string,
  answer: Answering | undefined,
  expected: Expected,
  source: string,
  requests: number,
  modules?: readonly Module[],
) => Scenario

const at =
  (endpoint: Exclude<Endpoint, 'authorization'>, errand: Errand): At =>
  (does, answer, expected, source, requests, modules = []) => ({
    ...{ endpoint, errand, does, lies: answer ? { [endpoint]: answer } : {}, expected, source, modules },
    requests: { [endpoint]: requests },
  })

const userinfo = at('userinfo', 'ask who the user is')
const revocation = at('revocation', 'revoke')
const introspection = at('introspection', 'introspect')
const resource = at('resource', 'call the resource')

const about = { rejects: 'userinfo_invalid' } as const
const challenge = (error: string, status = 401): Answering =>
  says({}, status, { 'www-authenticate': `Bearer error="${error}"` })

export const endpoints: readonly Scenario[] = [
  userinfo(
    'tells of the user',
    undefined,
    { accepts: { sub: 'ada', email: 'ada@example.com' } },
    'OpenID Connect Core §5.3',
    1,
    [
      'basic: oidcc-client-test-scope-userinfo-claims',
      'implicit: oidcc-client-test-scope-userinfo-claims',
      'hybrid: oidcc-client-test-scope-userinfo-claims',
      'form_post basic: oidcc-client-test-scope-userinfo-claims',
      'form_post implicit: oidcc-client-test-scope-userinfo-claims',
      'form_post hybrid: oidcc-client-test-scope-userinfo-claims',
      'other: oidcc-client-test-userinfo-bearer-header',
    ],
  ),
  userinfo('tells of another user', says({ sub: 'eve' }), about, 'OpenID Connect Core §5.3.2', 1, [
    'basic: oidcc-client-test-userinfo-invalid-sub',
    'implicit: oidcc-client-test-userinfo-invalid-sub',
    'hybrid: oidcc-client-test-userinfo-invalid-sub',
    'form_post basic: oidcc-client-test-userinfo-invalid-sub',
    'form_post implicit: oidcc-client-test-userinfo-invalid-sub',
    'form_post hybrid: oidcc-client-test-userinfo-invalid-sub',
  ]),
  userinfo('does not say of whom', says({ name: 'Ada' }), about, 'OpenID Connect Core §5.3.2', 1),
  userinfo('names a number', says({ sub: 7 }), about, 'OpenID Connect Core §5.3.2', 1),
  userinfo(
    'refers to claims elsewhere',
    says({ sub: 'ada', _claim_names: { pay: 's' }, _claim_sources: { s: { endpoint: 'https://evil.example' } } }),
    { accepts: { sub: 'ada' } },
    'OpenID Connect Core §5.6.2: nobody goes there',
    1,
    ['other: oidcc-client-test-distributed-claims'],
  ),
  userinfo(
    'encloses claims of others',
    says({ sub: 'ada', _claim_names: { pay: 's' }, _claim_sources: { s: { JWT: 'e30.e30.' } } }),
    { accepts: { sub: 'ada' } },
    'OpenID Connect Core §5.6.2: nobody believes them',
    1,
    ['other: oidcc-client-test-aggregated-claims'],
  ),
  userinfo('answers 200 with a refusal', says({ error: 'invalid_token' }), about, 'OpenID Connect Core §5.3.3', 1),
  userinfo('rejects the token', challenge('invalid_token'), { rejects: 'token_rejected' }, 'RFC 6750 §3.1', 1),
  userinfo(
    'rejects the token without a word',
    empty(401),
    { rejects: 'token_rejected', ...unread },
    'RFC 6750 §3.1',
    1,
  ),
  userinfo('wants another scope', challenge('insufficient_scope', 403), about, 'RFC 6750 §3.1', 1),
  userinfo('shows a page instead', html, { ...about, ...unread }, 'OpenID Connect Core §5.3.2', 1),
  userinfo('answers with nothing at all', empty(), { ...about, ...unread }, 'OpenID Connect Core §5.3.2', 1),
  userinfo(
    'sends elsewhere',
    redirect('https://evil.example/me'),
    { rejects: 'redirect_refused', ...unread },
    'RFC 9700 §4.12',
    1,
  ),
  userinfo('is busy twice', failing(2, busy), { accepts: { sub: 'ada' } }, 'RFC 9110 §9.2.2', 3),
  userinfo('stays busy', busy, { rejects: 'server_failed' }, 'RFC 9110 §15.6.4', 3),
  userinfo(
    'loses every connection',
    dead,
    { rejects: 'network_failed', byLuck: 'There is no answer.' },
    'RFC 9110 §9.2.2',
    3,
  ),
  userinfo('never answers', silent, { rejects: 'timed_out' }, 'RFC 9700 §2.6', 1),
  userinfo('sends more than a megabyte', huge, { rejects: 'answer_too_large' }, 'RFC 8259 §9', 1),
  userinfo('nests a hundred thousand objects', deep, about, 'RFC 8259 §9', 1),

  revocation('revokes', undefined, { accepts: {} }, 'RFC 7009 §2.2', 1),
  revocation(
    'knows the token no more, and says so',
    says({ error: 'invalid_token' }),
    { rejects: 'request_refused' },
    'RFC 7009 §2.2',
    1,
  ),
  revocation(
    'does not revoke this kind',
    says({ error: 'unsupported_token_type' }, 400),
    { rejects: 'request_refused' },
    'RFC 7009 §2.2.1',
    1,
  ),
  revocation(
    'refuses the client',
    says({ error: 'invalid_client' }, 401),
    { rejects: 'client_refused' },
    'RFC 7009 §2.2.1',
    1,
  ),
  revocation('does not exist', empty(404), { rejects: 'request_refused' }, 'RFC 7009 §2.2.1', 1),
  revocation(
    'shows a page, as some do when they are done',
    html,
    { accepts: {} },
    'RFC 7009 §2.2: the status decides',
    1,
  ),
  revocation(
    'sends elsewhere',
    redirect('https://evil.example/revoke'),
    { rejects: 'redirect_refused' },
    'RFC 9700 §4.12',
    1,
  ),
  revocation('is busy twice', failing(2, busy), { accepts: {} }, 'RFC 7009 §2.2.1', 3),
  revocation('stays busy', busy, { rejects: 'server_failed' }, 'RFC 7009 §2.2.1', 3),
  revocation(
    'loses every connection',
    dead,
    { rejects: 'network_failed', byLuck: 'There is no answer.' },
    'RFC 7009 §2.2',
    3,
  ),
  revocation('never answers', silent, { rejects: 'timed_out' }, 'RFC 9700 §2.6', 1),

  introspection('knows the token', undefined, { accepts: { active: true } }, 'RFC 7662 §2.2', 1),
  introspection(
    'knows it no more, and tells all about it',
    says({ active: false, sub: 'ada' }),
    { accepts: { active: false } },
    'RFC 7662 §2.2',
    1,
  ),
  introspection(
    'says active as a text',
    says({ active: 'true' }),
    { rejects: 'introspection_invalid' },
    'RFC 7662 §2.2',
    1,
  ),
  introspection('does not say', says({ sub: 'ada' }), { rejects: 'introspection_invalid' }, 'RFC 7662 §2.2', 1),
  introspection(
    'says both, inactive last',
    () => new Response('{"active":true,"active":false}'),
    { accepts: { active: false } },
    'RFC 8259 §4: the last member counts',
    1,
  ),
  introspection(
    'refuses the client',
    says({ error: 'invalid_client' }, 401),
    { rejects: 'client_refused' },
    'RFC 7662 §2.3',
    1,
  ),
  introspection(
    'answers 200 with a refusal',
    says({ active: true, error: 'invalid_request' }),
    { rejects: 'request_refused' },
    'RFC 7662 §2.3',
    1,
  ),
  introspection(
    'grants with the status of a failure',
    says({ active: true }, 403),
    { rejects: 'introspection_invalid' },
    'RFC 7662 §2.2',
    1,
  ),
  introspection('shows a page instead', html, { rejects: 'introspection_invalid', ...unread }, 'RFC 7662 §2.2', 1),
  introspection(
    'sends elsewhere',
    redirect('https://evil.example/introspect'),
    { rejects: 'redirect_refused', ...unread },
    'RFC 9700 §4.12',
    1,
  ),
  introspection('sends more than a megabyte', huge, { rejects: 'answer_too_large' }, 'RFC 8259 §9', 1),
  introspection('never answers', silent, { rejects: 'timed_out' }, 'RFC 9700 §2.6', 1),

  resource('answers', undefined, { accepts: { status: 200 } }, 'RFC 6750 §2.1', 1),
  resource(
    'rejects the first token',
    failing(1, challenge('invalid_token')),
    { accepts: { status: 200 } },
    'RFC 6750 §3.1',
    2,
  ),
  resource(
    'rejects every token',
    challenge('invalid_token'),
    { accepts: { status: 401 } },
    'docs/rotation.md, promise 6',
    2,
  ),
  resource('rejects without a word', failing(1, empty(401)), { accepts: { status: 200 } }, 'RFC 6750 §3.1', 2),
  resource(
    'wants another scope',
    challenge('insufficient_scope', 403),
    { accepts: { status: 403 } },
    'RFC 6750 §3.1',
    1,
  ),
  resource(
    'finds the request wrong and says 401',
    challenge('invalid_request'),
    { accepts: { status: 401 } },
    'RFC 6750 §3.1',
    1,
  ),
  resource('is busy', () => json({}, 503), { accepts: { status: 503 } }, 'RFC 9110 §15.6.4: the caller decides', 1),
]
