import { gzipSync } from 'node:zlib'
import type { Endpoint, Errand, Expected } from '../scenario.ts'
import type { SocketScenario } from '../sockets.ts'

type Answer = SocketScenario['answer']

const at = (
  endpoint: Endpoint,
  errand: Errand,
  does: string,
  answer: Answer,
  expected: Expected,
  source: string,
  more: Partial<Pick<SocketScenario, 'requests' | 'hangsUp'>> = {},
): SocketScenario => ({ ...{ endpoint, errand, does, answer, expected, source, requests: 1 }, ...more })

const sending =
  (status: number): Answer =>
  ({ response, thief }) =>
    response.writeHead(status, { location: `${thief.origin}/elsewhere` }).end()

/** Eight megabytes, then it waits for whoever still listens. */
const flood: Answer = ({ response, timeIsUp }) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  pour(response, 128, timeIsUp)
}

function pour(response: Parameters<Answer>[0]['response'], chunks: number, done: () => void): void {
  if (chunks === 0) done()
  else response.write(' '.repeat(2 ** 16), () => pour(response, chunks - 1, done))
}

/** Some bytes, one by one, and no end. */
const drip: Answer = ({ response, timeIsUp }) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  const next = (left: number): void => {
    if (left === 0) timeIsUp()
    else response.write(' ', () => setImmediate(next, left - 1))
  }
  next(20)
}

const half: Answer = ({ response }) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
  response.write('{"access_token":"at', () => response.destroy())
}

const nothing: Answer = ({ response }) => {
  response.destroy()
}

/** A few kilobytes on the wire, and sixteen megabytes for whoever unpacks them. */
const bomb: Answer = ({ response }) => {
  const granted = `{"access_token":"at1",${' '.repeat(2 ** 24)}"token_type":"Bearer"}`
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(granted))
}

const refused = { rejects: 'redirect_refused' } as const
const tooLarge = { rejects: 'answer_too_large' } as const
const lost = { rejects: 'network_failed', byLuck: 'There is no answer.' } as const
const safe = 'RFC 9700 §4.12'

export const transport: readonly SocketScenario[] = [
  at('discovery', 'act in its own name', 'sends to a thief by 302', sending(302), refused, safe),
  at('keys', 'use a password', 'sends to a thief by 302', sending(302), refused, safe),
  at(
    'token',
    'act in its own name',
    'sends to a thief by 307, which would repeat the secret',
    sending(307),
    refused,
    safe,
  ),
  at('token', 'act in its own name', 'sends to a thief by 303', sending(303), refused, safe),
  at('token', 'renew', 'sends to a thief by 308, which would repeat the refresh token', sending(308), refused, safe),
  at('userinfo', 'ask who the user is', 'sends to a thief by 307', sending(307), refused, safe),
  at('revocation', 'revoke', 'sends to a thief by 307, which would repeat the token', sending(307), refused, safe),
  at(
    'introspection',
    'introspect',
    'sends to a thief by 308, which would repeat the token',
    sending(308),
    refused,
    safe,
  ),
  at(
    'resource',
    'call the resource',
    'sends to a thief by 307',
    sending(307),
    { accepts: { status: 200 } },
    'Fetch §4.4: the token stays behind',
  ),
  at(
    'resource',
    'call the resource, bound',
    'sends to a thief by 307, which would repeat the proof',
    sending(307),
    refused,
    'RFC 9449 §11.1',
  ),
  at(
    'token',
    'act in its own name, bound',
    'sends to a thief by 307, which would repeat the proof',
    sending(307),
    refused,
    'RFC 9449 §11.1',
  ),
  at(
    'token',
    'show an assertion',
    'sends to a thief by 308, which would repeat the assertion',
    sending(308),
    refused,
    safe,
  ),
  at('token', 'exchange a token', 'sends to a thief by 307, which would repeat the token', sending(307), refused, safe),
  at(
    'pushed authorization',
    'sign in, pushed',
    'sends to a thief by 307, which would repeat the request',
    sending(307),
    { ...refused, byLuck: 'The authorization endpoint knows no such request.' },
    safe,
  ),
  at('device authorization', 'sign in on a device', 'does not stop', flood, tooLarge, 'RFC 8259 §9', { hangsUp: true }),
  at('discovery', 'act in its own name', 'does not stop', flood, tooLarge, 'RFC 8259 §9', { hangsUp: true }),
  at('token', 'act in its own name', 'does not stop', flood, tooLarge, 'RFC 8259 §9', { hangsUp: true }),
  at('userinfo', 'ask who the user is', 'does not stop', flood, tooLarge, 'RFC 8259 §9', { hangsUp: true }),
  at('token', 'act in its own name', 'packs sixteen megabytes into a few', bomb, tooLarge, 'RFC 9110 §8.4'),
  at('token', 'act in its own name', 'answers byte by byte', drip, { rejects: 'timed_out' }, 'RFC 9700 §2.6', {
    hangsUp: true,
  }),
  at('discovery', 'act in its own name', 'answers byte by byte', drip, { rejects: 'timed_out' }, 'RFC 9700 §2.6', {
    hangsUp: true,
  }),
  at('token', 'act in its own name', 'hangs up in the middle of its answer', half, lost, 'RFC 9112 §8'),
  at('token', 'act in its own name', 'hangs up before its answer', nothing, lost, 'RFC 9110 §9.2.2'),
  at('token', 'renew', 'hangs up before its answer', nothing, lost, 'docs/rotation.md, promise 9'),
  at(
    'discovery',
    'act in its own name',
    'hangs up before its answer, once',
    meeting => (meeting.nth === 1 ? nothing(meeting) : meeting.honestly()),
    { accepts: { accessToken: 'at1' } },
    'RFC 9110 §9.2.2',
    { requests: 2 },
  ),
]
