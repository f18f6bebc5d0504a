import { by, lived, type Requirement, server, type Test } from './requirement.ts'

const core = 'packages/core/src'
const pages = 'packages/browser/e2e/signing-in.e2e.test.ts'
const sealed = by(
  'packages/browser/src/indexed-db-store.browser.test.ts',
  'keeps no token that can be read as text, and a key that cannot be exported',
)
const atRest = by(
  'packages/browser/e2e/at-rest.e2e.test.ts',
  'after a sign-in and after a renewal, no token lies in what a page keeps or shows: %s',
)
const backEnd = { notApplicable: 'it binds a back end for the front end, which these packages do not contain' } as const
const forDpop: readonly Test[] = [
  ...lived('bound', 'binds its tokens to the key', 'gives a bearer token in place of a bound one'),
  ...by('packages/browser/src/kept-key-pair.browser.test.ts', 'cannot be exported, and signs'),
]

/** OAuth 2.0 for Browser-Based Applications. */
export const rfc10017: readonly Requirement[] = [
  {
    section: '6.1',
    demands: 'A back end for the front end: confidential client, cookies, no tokens in the page.',
    held: backEnd,
  },
  { section: '6.2', demands: 'A back end that mediates tokens.', held: backEnd },
  {
    section: '6.3.2.1',
    demands: 'A public client implements PKCE.',
    held: by(
      `${core}/messages/authorization-request.test.ts`,
      'for a code is always bound to a challenge, method S256',
    ),
  },
  {
    section: '6.3.2.2',
    demands: 'It prevents forged answers at its redirect URI.',
    held: [
      ...lived('authorization', 'answers with another state', 'answers without a state'),
      ...by(pages, 'an answer to a sign-in that nobody here began is told, and spends nothing'),
    ],
  },
  {
    section: '6.3.2.3',
    demands: 'It follows RFC 9700 for refresh tokens; they rotate or are bound to their sender, and end.',
    held: by(
      'packages/browser/e2e/eight-tabs.e2e.test.ts',
      'in peace: one request per expiry, and nothing is rendered',
    ),
  },
  {
    section: '6.3.3.1',
    demands: 'It has no secret.',
    held: by(`${core}/endpoints/client-authentication.test.ts`, 'of a public client is its id'),
  },
  {
    section: '6.3.3.2.1',
    demands: 'It uses exactly the redirect URI that is registered.',
    held: by(`${core}/session/sign-in.test.ts`, 'is taken up again after a reload in the middle, at %s'),
  },
  {
    section: '6.3.3.3',
    demands: 'Messages between windows are checked by the origins of both.',
    held: {
      notApplicable:
        'answers of a pop-up or a frame go over a BroadcastChannel, which never leaves the origin, and to the request with their state',
    },
  },
  { section: '6.3.3.4', demands: 'The servers allow requests from the page’s origin.', held: server },
  { section: '6.3.4.2.1, 8', demands: 'Tokens are kept as apart from other code as can be.', held: sealed },
  { section: '6.3.4.2.2, 9.2', demands: 'Tokens can be bound to their sender.', held: forDpop },
  {
    section: '7.2',
    demands: 'No implicit grant.',
    held: {
      notYet:
        'it is there for those whose server gives nothing else, in an entry of its own, marked as deprecated, with the way out',
    },
  },
  {
    section: '7.3',
    demands: 'No password grant.',
    held: { notApplicable: 'the packages for pages and phones have none' },
  },
  { section: '7.4', demands: 'No flow in a service worker.', held: { notApplicable: 'none is used' } },
  {
    section: '8.1',
    demands: 'No tokens in cookies that scripts write.',
    held: atRest,
  },
  {
    section: '8.4, 8.5',
    demands: 'Memory, or a persistent store whose dangers are known.',
    held: [
      ...sealed,
      ...atRest,
      ...by(
        'packages/browser/e2e/tabs.e2e.test.ts',
        'is still there after a reload, without a request to the authorization server',
      ),
    ],
  },
  {
    section: '8.6',
    demands:
      'What is stored may be encrypted, with a key that scripts cannot export; it does not protect from who reads the disk.',
    held: sealed,
  },
  {
    section: '9.1',
    demands: 'Access tokens live shortly, with few scopes, for one resource.',
    held: by(`${core}/session/rotation.test.ts`, 'each scope and resource has its own token'),
  },
  {
    section: '9.3',
    demands: 'Servers cannot be mixed up.',
    held: [
      ...lived('authorization', 'mixes in the answer of another server'),
      ...by(pages, 'hold two accounts, and each takes up its own answer only'),
    ],
  },
  {
    section: '9.4',
    demands: 'One application has one origin.',
    held: { notApplicable: 'it binds who deploys the page' },
  },
]
