import { dead, empty, html, json, redirect, says } from '../answers.ts'
import type { Json, Lies } from '../lies.ts'
import type { Errand, Expected, Scenario } from '../scenario.ts'

const unread = { byLuck: 'It cannot parse the answer.' }
const types = 'urn:ietf:params:oauth:token-type:'

const at =
  (errand: Errand, section: string) =>
  (does: string, lies: Lies, expected: Expected, source = section): Scenario => ({
    ...{ endpoint: 'token', errand, does, lies, expected, source, requests: { token: 1 } },
  })

const exchange = at('exchange a token', 'RFC 8693 §2.2')
const assertion = at('show an assertion', 'RFC 7523 §2.1')

const granting = (changed: Json): Lies => ({ granted: honest => ({ ...honest, ...changed }) })
const refuses = (error: string, more: Json = {}): Lies => ({ token: says({ error, ...more }, 400) })
const noToken: Expected = { rejects: 'token_response_invalid' }

export const exchanges: readonly Scenario[] = [
  exchange('gives another token', granting({ issued_token_type: `${types}access_token` }), {
    accepts: { accessToken: 'at1', issuedTokenType: 'access_token' },
  }),
  exchange(
    'gives a token that is none for use at a resource',
    granting({ issued_token_type: `${types}jwt`, token_type: 'N_A' }),
    {
      accepts: { accessToken: 'at1', tokenType: 'N_A', issuedTokenType: 'jwt' },
    },
  ),
  exchange('does not say what it gives', granting({ issued_token_type: undefined }), {
    accepts: { accessToken: 'at1' },
  }),
  exchange(
    'adds an id_token of somebody',
    granting({ id_token: 'e30.e30.' }),
    { accepts: { user: undefined } },
    'RFC 8693 §2.2.1: it is dropped',
  ),
  exchange('gives no token', granting({ access_token: undefined }), noToken),
  exchange(
    'gives a token of a type that nobody here speaks',
    granting({ token_type: 'mac' }),
    noToken,
    'RFC 6749 §7.1',
  ),
  exchange(
    'gives a token that no header can hold',
    granting({ access_token: 'at\r\nx: y' }),
    noToken,
    'RFC 6749 §A.12',
  ),
  exchange('does not take the token', refuses('invalid_request'), { rejects: 'request_refused' }, 'RFC 8693 §2.2.2'),
  exchange(
    'does not take it, in another word',
    refuses('invalid_grant'),
    { rejects: 'grant_refused' },
    'RFC 6749 §5.2',
  ),
  exchange(
    'does not know whom it is for',
    refuses('invalid_target'),
    { rejects: 'request_refused' },
    'RFC 8693 §2.2.2',
  ),
  exchange(
    'repeats the token in a description',
    refuses('invalid_request', { error_description: 'at0 is unknown' }),
    {
      ...{ rejects: 'request_refused', facts: { description: undefined } },
    },
    'RFC 9700 §4.3',
  ),
  exchange(
    'answers 200 with a refusal beside a token',
    { token: async honest => json({ ...(await (await honest()).json()), error: 'invalid_target' }) },
    {
      rejects: 'request_refused',
    },
  ),
  exchange('shows a page instead', { token: html }, { ...noToken, ...unread }),
  exchange(
    'sends elsewhere, which would repeat the token',
    { token: redirect('https://evil.example/token') },
    {
      ...{ rejects: 'redirect_refused', ...unread },
    },
    'RFC 9700 §4.12',
  ),

  assertion('takes it', {}, { accepts: { accessToken: 'at1' } }),
  assertion('does not take it', refuses('invalid_grant'), { rejects: 'grant_refused' }, 'RFC 7523 §3.1'),
  assertion(
    'repeats it in a description',
    refuses('invalid_grant', { error_description: 'eyJ.an-assertion.signed is late' }),
    {
      ...{ rejects: 'grant_refused', facts: { description: undefined } },
    },
    'RFC 9700 §4.3',
  ),
  assertion(
    'does not take such grants',
    refuses('unsupported_grant_type'),
    { rejects: 'request_refused' },
    'RFC 6749 §5.2',
  ),
  assertion(
    'refuses the client',
    { token: says({ error: 'invalid_client' }, 401) },
    { rejects: 'client_refused' },
    'RFC 7523 §3.2',
  ),
  assertion(
    'adds an id_token of somebody',
    granting({ id_token: 'e30.e30.' }),
    { accepts: { user: undefined } },
    'RFC 7523 §2.1: it is dropped',
  ),
  assertion('gives no token', granting({ access_token: undefined }), noToken, 'RFC 6749 §5.1'),
  assertion('answers with nothing at all', { token: empty() }, { ...noToken, ...unread }, 'RFC 6749 §5.1'),
  assertion(
    'loses the connection',
    { token: dead },
    { rejects: 'network_failed', byLuck: 'There is no answer.' },
    'RFC 7523 §3: an assertion is taken once',
  ),
  assertion(
    'sends elsewhere, which would repeat the assertion',
    { token: redirect('https://evil.example/token') },
    {
      ...{ rejects: 'redirect_refused', ...unread },
    },
    'RFC 9700 §4.12',
  ),
]
