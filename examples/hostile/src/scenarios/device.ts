import { busy, dead, empty, failing, html, huge, json, redirect, says } from '../answers.ts'
import type { Answering, Lies } from '../lies.ts'
import type { Endpoint, Expected, Scenario } from '../scenario.ts'

const unread = { byLuck: 'It cannot parse the answer.' }
const found: Expected = { accepts: { accessToken: 'at1', user: { sub: 'ada' } } }
const invalid: Expected = { rejects: 'authorization_response_invalid' }

const at =
  (endpoint: Endpoint) =>
  (does: string, lies: Lies, expected: Expected, source: string, requests: number): Scenario => ({
    ...{ endpoint, errand: 'sign in on a device', does, lies, expected, source },
    requests: { [endpoint]: requests },
  })

const asking = at('device authorization')
const polling = at('token')

const answers = (answer: Answering): Lies => ({ 'device authorization': answer })
const telling = (changed: object): Lies =>
  answers(async honest => json({ ...(await (await honest()).json()), ...changed }))
const lasting = (seconds: number, error: string): Lies => ({
  ...telling({ expires_in: seconds }),
  token: says({ error }, 400),
})
const first = (error: string): Lies => ({ token: failing(1, says({ error }, 400)) })

export const device: readonly Scenario[] = [
  asking('lets the user sign in elsewhere', {}, found, 'RFC 8628 §3.2', 1),
  asking('gives no code to ask with', telling({ device_code: undefined }), invalid, 'RFC 8628 §3.2', 1),
  asking('gives no code to show', telling({ user_code: undefined }), invalid, 'RFC 8628 §3.2', 1),
  asking(
    'gives a code that would steer a terminal',
    telling({ user_code: '\u001b]0;owned\u0007' }),
    invalid,
    'RFC 8628 §3.2: a user has to read it',
    1,
  ),
  asking('names no page', telling({ verification_uri: undefined }), invalid, 'RFC 8628 §3.2', 1),
  asking(
    'sends the user to a page that is not https',
    telling({ verification_uri: 'http://evil.example/activate' }),
    { rejects: 'insecure_url' },
    'RFC 8628 §5.4, RFC 9700 §2.6',
    1,
  ),
  asking(
    'puts a script into the link for the user',
    telling({ verification_uri_complete: 'javascript:alert(1)' }),
    { rejects: 'insecure_url' },
    'RFC 8628 §3.3.1',
    1,
  ),
  asking('calls the page as Google does', { ...renamed() }, found, 'RFC 8628 §3.2, leniently', 1),
  asking('says how long as a text', telling({ expires_in: '60', interval: '5' }), found, 'RFC 8628 §3.2', 1),
  asking(
    'refuses the client',
    answers(says({ error: 'invalid_client' }, 401)),
    { rejects: 'client_refused' },
    'RFC 8628 §3.2',
    1,
  ),
  asking('shows a page instead', answers(html), { ...invalid, ...unread }, 'RFC 8628 §3.2', 1),
  asking('answers with nothing at all', answers(empty()), { ...invalid, ...unread }, 'RFC 8628 §3.2', 1),
  asking(
    'sends elsewhere',
    answers(redirect('https://evil.example/device')),
    { rejects: 'redirect_refused', ...unread },
    'RFC 9700 §4.12',
    1,
  ),
  asking('sends more than a megabyte', answers(huge), { rejects: 'answer_too_large' }, 'RFC 8259 §9', 1),
  asking('is busy twice', answers(failing(2, busy)), found, 'RFC 9110 §9.2.2', 3),

  polling('lets the device wait until the user is done', {}, found, 'RFC 8628 §3.5', 2),
  polling('wants the device to slow down', first('slow_down'), found, 'RFC 8628 §3.5', 3),
  polling(
    'wants no pause between questions, and never comes to an end',
    { ...lasting(40, 'authorization_pending'), ...telling({ interval: 0, expires_in: 40 }) },
    { rejects: 'sign_in_cancelled', facts: { reason: 'expired' } },
    'RFC 8628 §3.2: five seconds unless it says otherwise',
    8,
  ),
  polling(
    'wants the device to slow down for ever',
    lasting(100, 'slow_down'),
    { rejects: 'sign_in_cancelled', facts: { reason: 'expired' } },
    'RFC 8628 §3.5: five seconds more each time',
    6,
  ),
  polling(
    'says that the code has expired',
    { token: says({ error: 'expired_token' }, 400) },
    { rejects: 'sign_in_cancelled', facts: { reason: 'expired' } },
    'RFC 8628 §3.5',
    1,
  ),
  polling(
    'lets the user say no',
    { token: says({ error: 'access_denied' }, 400) },
    { rejects: 'authorization_refused' },
    'RFC 8628 §3.5',
    1,
  ),
  polling(
    'knows no such code',
    { token: says({ error: 'invalid_grant' }, 400) },
    { rejects: 'grant_refused' },
    'RFC 6749 §5.2',
    1,
  ),
  polling('is busy once', { token: failing(1, busy) }, found, 'RFC 8628 §3.5', 3),
  polling('loses the connection once', { token: failing(1, dead) }, found, 'RFC 8628 §3.5', 3),
  polling(
    'sends elsewhere',
    { token: redirect('https://evil.example/token') },
    { rejects: 'redirect_refused', ...unread },
    'RFC 9700 §4.12',
    1,
  ),
  polling(
    'gives the id_token of another client',
    { claims: honest => ({ ...honest, aud: 'another' }) },
    { rejects: 'id_token_invalid', facts: { claim: 'aud' } },
    'OpenID Connect Core §3.1.3.7',
    2,
  ),
]

function renamed(): Lies {
  return answers(async honest => {
    const { verification_uri, ...others } = await (await honest()).json()
    return json({ ...others, verification_url: verification_uri })
  })
}
