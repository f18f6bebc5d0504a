import { by, lived, type Requirement, server, type Test } from './requirement.ts'

const core = 'packages/core/src'
const pages = 'packages/browser/e2e/signing-in.e2e.test.ts'
const challenge = by(
  `${core}/messages/authorization-request.test.ts`,
  'for a code is always bound to a challenge, method S256',
)
const declared = by(
  `${core}/session/bearer-fetch.test.ts`,
  'sends nothing, and asks for no token, where none was declared',
)
const mixUp = lived(
  'authorization',
  'mixes in the answer of another server',
  'does not name itself although it always does',
)
const forDpop: readonly Test[] = [
  ...lived('bound', 'binds its tokens to the key', 'gives a bearer token in place of a bound one'),
]

/** Best Current Practice for OAuth 2.0 Security. */
export const rfc9700: readonly Requirement[] = [
  {
    section: '2.1',
    demands: 'The redirect URI is compared exactly.',
    held: server,
  },
  {
    section: '2.1, 4.11.1',
    demands: 'A client is no open redirector.',
    held: by(`${core}/session/sign-in.test.ts`, 'is refused before anything is asked: %s'),
  },
  {
    section: '2.1, 4.7',
    demands: 'A client prevents forged answers: by a state, a nonce or a challenge that is good for one transaction.',
    held: [
      ...lived('authorization', 'answers with another state', 'answers without a state'),
      ...by(pages, 'an answer to a sign-in that nobody here began is told, and spends nothing'),
    ],
  },
  {
    section: '2.1, 4.4.2',
    demands: 'A client of several servers prevents a mix-up: it checks `iss`, or has a redirect URI for each.',
    held: [
      ...mixUp,
      ...by(
        'examples/hostile/src/mix-up.test.ts',
        'the code of an honest server never reaches a dishonest one, and both serve those who mean them',
      ),
      ...by(`${core}/session/callback.test.ts`, 'differs between issuers, clients and slots, and not between releases'),
    ],
  },
  {
    section: '2.1.1',
    demands:
      'A public client uses PKCE, a confidential one should; the challenge is made for one transaction, by S256.',
    held: [
      ...challenge,
      ...by(`${core}/messages/pkce.test.ts`, 'the challenge is the SHA-256 of a verifier that is never the same'),
    ],
  },
  {
    section: '2.1.1, 4.5',
    demands: 'A code that somebody injects is of no use.',
    held: [...lived('authorization', 'gives a code to somebody else'), ...lived('id-token', 'repeats another nonce')],
  },
  { section: '2.1.1, 4.8', demands: 'A server that gets a challenge insists on the verifier.', held: server },
  {
    section: '2.1.2',
    demands: 'No implicit grant, unless the token that comes is bound to the request and the client.',
    held: lived('authorization', 'swaps the access token in the fragment'),
  },
  {
    section: '2.2.1, 4.10.1',
    demands: 'Access tokens are bound to their sender, where DPoP is asked for.',
    held: forDpop,
  },
  {
    section: '2.2.2, 4.14',
    demands: 'Refresh tokens of public clients are bound to their sender or rotate; a client lives with rotation.',
    held: by(
      'packages/browser/e2e/eight-tabs.e2e.test.ts',
      'in peace: one request per expiry, and nothing is rendered',
    ),
  },
  {
    section: '2.3',
    demands: 'An access token can do no more than it has to, at one resource.',
    held: [
      ...by(`${core}/messages/authorization-request.test.ts`, 'names each resource'),
      ...by(`${core}/session/rotation.test.ts`, 'each scope and resource has its own token'),
    ],
  },
  {
    section: '2.4',
    demands: 'No password grant.',
    held: {
      notYet:
        'it is there for those who have nothing else, in an entry of its own, marked as deprecated, with the way out',
    },
  },
  {
    section: '2.5',
    demands: 'A client that can keep a key proves with it who it is, instead of a shared secret.',
    held: by(
      `${core}/endpoints/client-assertion.test.ts`,
      'is named as issuer and subject, to the issuer alone, for two minutes and once, with a type of its own',
      'signs with a key that it cannot see',
    ),
  },
  {
    section: '2.6',
    demands: 'Clients configure themselves by the server’s metadata.',
    held: by(`${core}/endpoints/discovery.test.ts`, 'asks where OpenID Connect keeps the document'),
  },
  {
    section: '2.6',
    demands: 'Nothing travels without TLS, but to this machine.',
    held: [
      ...lived('discovery', 'has a token endpoint without TLS', 'has keys that travel without TLS'),
      ...by(`${core}/session/resources.test.ts`, 'must be secure'),
    ],
  },
  {
    section: '2.6',
    demands: 'The authorization endpoint is visited and never fetched.',
    held: by(
      'packages/browser/src/redirect.browser.test.ts',
      'goes to the authorization request, and waits for an answer that this page never gets',
    ),
  },
  {
    section: '4.2, 4.3.1',
    demands: 'A code stays neither in the address nor in the history, and is taken up once.',
    held: by(
      pages,
      'and forth after signing in never comes by an answer',
      'resolves to the live session when a callback is replayed',
    ),
  },
  {
    section: '4.3.2',
    demands: 'An access token travels in no query.',
    held: by(`${core}/session/bearer-fetch.test.ts`, 'renews a rejected token once and repeats the request once'),
  },
  {
    section: '4.6',
    demands: 'An access token that somebody injects is noticed.',
    held: lived(
      'authorization',
      'swaps the access token in the fragment',
      'puts tokens into the address instead of a code',
    ),
  },
  {
    section: '4.9.1',
    demands: 'A token goes to no counterfeit resource: only where the application said.',
    held: declared,
  },
  {
    section: '4.9.3',
    demands: 'A client treats tokens like other secrets: not in plain text, not in a log.',
    held: [
      ...by(
        'packages/browser/src/indexed-db-store.browser.test.ts',
        'keeps no token that can be read as text, and a key that cannot be exported',
      ),
      ...lived('token', 'repeats the client’s secret in a description'),
    ],
  },
  {
    section: '4.10.2',
    demands: 'An access token is restricted to an audience.',
    held: by(`${core}/messages/authorization-request.test.ts`, 'names each resource'),
  },
  {
    section: '4.12',
    demands: 'Nobody answers with a 307 what carries a secret; a client follows none.',
    held: lived(
      'transport',
      'sends to a thief by 307, which would repeat the secret',
      'sends to a thief by 308, which would repeat the refresh token',
    ),
  },
  {
    section: '4.13',
    demands: 'A proxy in front of a server cleans the headers.',
    held: { notApplicable: 'it binds who runs servers' },
  },
  {
    section: '4.14.2',
    demands: 'Refresh tokens end when the user signs out.',
    held: by(
      'packages/browser/e2e/tabs.e2e.test.ts',
      'ends in every tab when it is ended in one, and its tokens are revoked',
    ),
  },
  { section: '4.15', demands: 'A client is never taken for a user.', held: server },
  { section: '4.16', demands: 'The pages where users consent cannot be framed.', held: server },
  {
    section: '4.17',
    demands: 'Who gives an answer to another window checks its origin exactly.',
    held: {
      notApplicable:
        'answers of a pop-up or a frame go over a BroadcastChannel, which never leaves the origin, and to the request with their state',
    },
  },
]
