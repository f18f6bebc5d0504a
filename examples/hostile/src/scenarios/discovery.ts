import { also, busy, dead, deep, empty, failing, first, html, huge, json, redirect, says, silent } from '../answers.ts'
import type { Lies } from '../lies.ts'
import type { Scenario } from '../scenario.ts'

const found = { status: 'signed-in' }
const unreadable = 'It cannot parse the page.'

const at = (
  does: string,
  lies: Lies,
  expected: Scenario['expected'],
  source: string,
  more: Pick<Scenario, 'requests' | 'modules'> = {},
): Scenario => ({ endpoint: 'discovery', errand: 'sign in', does, lies, expected, source, ...more })

const another = (member: string, value: unknown): Lies => ({ metadata: honest => ({ ...honest, [member]: value }) })

export const discovery: readonly Scenario[] = [
  at('tells the truth', {}, { accepts: found }, 'OpenID Connect Discovery §4', {
    requests: { discovery: 1, keys: 1, token: 1 },
    modules: ['config: oidcc-client-test-discovery-openid-config', 'basic: oidcc-client-test'],
  }),
  at(
    'speaks for another issuer',
    another('issuer', 'https://evil.example'),
    { rejects: 'issuer_mismatch' },
    'OpenID Connect Discovery §4.3, RFC 8414 §3.3',
    {
      requests: { token: 0 },
      modules: [
        'config: oidcc-client-test-discovery-issuer-mismatch',
        'fapi 2: fapi2-security-profile-final-client-test-discovery-issuer-mismatch',
      ],
    },
  ),
  at(
    'spells its issuer with a slash at the end',
    another('issuer', 'https://id.example/'),
    { rejects: 'issuer_mismatch' },
    'RFC 8414 §3.3',
  ),
  at('does not say who it is', another('issuer', undefined), { rejects: 'discovery_invalid' }, 'RFC 8414 §2'),
  at(
    'names two issuers, the right one last',
    { discovery: first('"issuer":"https://evil.example"') },
    { accepts: found },
    'RFC 8259 §4: the last member counts',
  ),
  at(
    'names two issuers, a wrong one last',
    {
      discovery: async honest =>
        new Response((await (await honest()).text()).replace(/}$/, ',"issuer":"https://evil.example"}')),
    },
    { rejects: 'issuer_mismatch' },
    'RFC 8259 §4: the last member counts',
  ),
  at(
    'has a token endpoint without TLS',
    another('token_endpoint', 'http://id.example/token'),
    { rejects: 'insecure_url' },
    'RFC 6749 §3.2, RFC 9700 §2.6',
    { requests: { token: 0 } },
  ),
  at(
    'has keys that travel without TLS',
    another('jwks_uri', 'http://id.example/keys'),
    { rejects: 'insecure_url' },
    'RFC 8414 §2',
  ),
  at(
    'has an authorization endpoint that is a script',
    another('authorization_endpoint', 'javascript:alert(1)'),
    { rejects: 'insecure_url' },
    'RFC 8414 §2',
  ),
  at(
    'has a token endpoint that is no address',
    another('token_endpoint', 7),
    { rejects: 'discovery_invalid', byLuck: 'There is nothing to ask.' },
    'RFC 8414 §2',
  ),
  at(
    'has no authorization endpoint',
    another('authorization_endpoint', undefined),
    { rejects: 'endpoint_missing', byLuck: 'There is nowhere to go.' },
    'RFC 8414 §2',
  ),
  at(
    'says nothing of its token endpoint',
    another('token_endpoint', undefined),
    { rejects: 'endpoint_missing', byLuck: 'There is nothing to ask.' },
    'RFC 8414 §2',
  ),
  at(
    'publishes members that nobody knows',
    { discovery: also({ shoe_size: 43, __proto__: null }) },
    { accepts: found },
    'RFC 8414 §3.2',
  ),
  at(
    'keeps its metadata where plain OAuth does',
    { discovery: (honest, nth) => (nth === 1 ? new Response(null, { status: 404 }) : honest()) },
    { accepts: found },
    'RFC 8414 §3',
    { requests: { discovery: 2 } },
  ),
  at(
    'has no metadata',
    { discovery: empty(404) },
    { rejects: 'discovery_invalid', byLuck: unreadable },
    'RFC 8414 §3.2',
    { requests: { discovery: 2 } },
  ),
  at(
    'shows a page instead',
    { discovery: html },
    { rejects: 'discovery_invalid', byLuck: unreadable },
    'RFC 8414 §3.2',
  ),
  at(
    'answers with nothing at all',
    { discovery: empty() },
    { rejects: 'discovery_invalid', byLuck: unreadable },
    'RFC 8414 §3.2',
  ),
  at(
    'answers with a list',
    { discovery: says([]) },
    { rejects: 'discovery_invalid', byLuck: 'There is nowhere to go.' },
    'RFC 8414 §3.2',
  ),
  at(
    'sends elsewhere',
    { discovery: redirect('https://evil.example/.well-known/openid-configuration') },
    { rejects: 'redirect_refused', byLuck: 'In memory nobody follows; over sockets see below.' },
    'RFC 9700 §2.6',
    { requests: { discovery: 1 } },
  ),
  at('is busy twice', { discovery: failing(2, busy) }, { accepts: found }, 'RFC 9110 §15.6.4', {
    requests: { discovery: 3 },
  }),
  at(
    'stays busy',
    { discovery: busy },
    { rejects: 'server_failed', byLuck: 'There is nowhere to go.' },
    'RFC 9110 §15.6.4',
    { requests: { discovery: 3 } },
  ),
  at(
    'wants to be asked again in an hour',
    { discovery: () => json({}, 429, { 'retry-after': '3600' }) },
    { rejects: 'rate_limited', facts: { retryAfter: 3_600_000 }, byLuck: 'There is nowhere to go.' },
    'RFC 9110 §10.2.3',
    { requests: { discovery: 1 } },
  ),
  at('loses two connections', { discovery: failing(2, dead) }, { accepts: found }, 'RFC 9110 §9.2.2', {
    requests: { discovery: 3 },
  }),
  at('never answers', { discovery: silent }, { rejects: 'timed_out' }, 'RFC 9700 §2.6'),
  at('sends more than a megabyte', { discovery: huge }, { rejects: 'answer_too_large' }, 'RFC 8259 §9'),
  at('nests a hundred thousand objects', { discovery: deep }, { rejects: 'discovery_invalid' }, 'RFC 8259 §9'),
]
