import { busy, empty, failing, html, json, redirect, says } from '../answers.ts'
import type { Answering, Json, Lies } from '../lies.ts'
import type { Expected, Scenario } from '../scenario.ts'

const signedIn: Expected = { accepts: { status: 'signed-in' } }
const unread = { byLuck: 'It cannot parse the answer.' }
const unknown = { byLuck: 'The authorization endpoint knows no such request.' }
const invalid: Expected = { rejects: 'authorization_response_invalid', facts: { member: 'request_uri' } }

const pushed = (
  does: string,
  answer: Answering | undefined,
  expected: Expected,
  source: string,
  requests = 1,
): Scenario => ({
  ...{ endpoint: 'pushed authorization', errand: 'sign in, pushed', does, expected, source },
  lies: answer ? { 'pushed authorization': answer } : {},
  requests: { 'pushed authorization': requests, token: 'accepts' in expected ? 1 : 0 },
})

const told =
  (changed: Json, status = 201): Answering =>
  async honest =>
    json({ ...(await (await honest()).json()), ...changed }, status)

const demanding = (changed: Json): Lies => ({
  metadata: honest => ({ ...honest, require_pushed_authorization_requests: true, ...changed }),
})

const signed = (does: string, lies: Lies, expected: Expected, source: string): Scenario => ({
  ...{ endpoint: 'authorization', errand: 'sign in, signed request', does, lies, expected, source },
  requests: { token: 'accepts' in expected ? 1 : 0 },
})

const refuses = (error: string, more: Readonly<Record<string, string>> = {}): Lies => ({
  response: answer => {
    answer.delete('code')
    for (const [name, value] of Object.entries({ error, ...more })) answer.set(name, value)
  },
})
const unlucky = { byLuck: 'The token endpoint takes no empty code.' }

export const pushedRequests: readonly Scenario[] = [
  pushed('keeps the request', undefined, signedIn, 'RFC 9126 §2.2'),
  pushed('keeps it, and says 200', told({}, 200), signedIn, 'RFC 9126 §2.2, leniently'),
  pushed('does not say how long it keeps it', told({ expires_in: undefined }), signedIn, 'RFC 9126 §2.2, leniently'),
  pushed('does not name what it keeps', told({ request_uri: undefined }), { ...invalid, ...unknown }, 'RFC 9126 §2.2'),
  pushed('names it by a number', told({ request_uri: 7 }), { ...invalid, ...unknown }, 'RFC 9126 §2.2'),
  pushed('names it with the status of a failure', told({}, 400), invalid, 'RFC 9126 §2.3'),
  pushed(
    'refuses the request',
    says({ error: 'invalid_request' }, 400),
    { rejects: 'request_refused', ...unknown },
    'RFC 9126 §2.3',
  ),
  pushed(
    'refuses the client',
    says({ error: 'invalid_client' }, 401),
    { rejects: 'client_refused', ...unknown },
    'RFC 9126 §2.3',
  ),
  pushed('refuses beside a name', told({ error: 'invalid_request' }), { rejects: 'request_refused' }, 'RFC 9126 §2.3'),
  pushed('shows a page instead', html, { ...invalid, ...unread }, 'RFC 9126 §2.2'),
  pushed('answers with nothing at all', empty(201), { ...invalid, ...unread }, 'RFC 9126 §2.2'),
  pushed(
    'sends elsewhere, which would repeat the request',
    redirect('https://evil.example/par'),
    { rejects: 'redirect_refused', ...unread },
    'RFC 9126 §2, RFC 9700 §4.12',
  ),
  pushed('is busy twice', failing(2, busy), signedIn, 'RFC 9110 §9.2.2', 3),
  pushed('stays busy', busy, { rejects: 'server_failed', ...unknown }, 'RFC 9110 §15.6.4', 3),
  {
    ...pushed('demands it of everybody', undefined, signedIn, 'RFC 9126 §5'),
    errand: 'sign in',
    lies: demanding({}),
  },
  {
    ...pushed(
      'demands it of everybody, and has no place for it',
      undefined,
      { rejects: 'endpoint_missing' },
      'RFC 9126 §5',
      0,
    ),
    errand: 'sign in',
    lies: demanding({ pushed_authorization_request_endpoint: undefined }),
  },
  {
    ...pushed(
      'takes requests over plain http',
      undefined,
      { rejects: 'insecure_url', byLuck: 'Nobody answers there.' },
      'RFC 9126 §5, RFC 9700 §2.6',
      0,
    ),
    lies: { metadata: honest => ({ ...honest, pushed_authorization_request_endpoint: 'http://id.example/nowhere' }) },
  },
]

export const signedRequests: readonly Scenario[] = [
  signed('reads it', {}, signedIn, 'RFC 9101 §6'),
  signed(
    'does not take its signature',
    refuses('invalid_request_object'),
    { rejects: 'authorization_refused', ...unlucky },
    'RFC 9101 §6.2, §7',
  ),
  signed(
    'takes no signed requests',
    refuses('request_not_supported'),
    { rejects: 'authorization_refused', ...unlucky },
    'OpenID Connect Core §3.1.2.6',
  ),
  signed(
    'answers to the state of another request',
    { response: answer => answer.set('state', 'another') },
    { rejects: 'state_unknown' },
    'RFC 9101 §10.2, RFC 9700 §4.7',
  ),
  signed(
    'lets another server answer',
    { response: answer => answer.set('iss', 'https://evil.example') },
    { rejects: 'issuer_mismatch' },
    'RFC 9207 §2.4',
  ),
]
