import { by, lived, type Requirement, server } from './requirement.ts'

const core = 'packages/core/src'
const phone = 'packages/capacitor/e2e/signing-in.e2e.test.ts'
const browser = 'packages/capacitor/src/system-browser.browser.test.ts'

/** OAuth 2.0 for Native Apps. */
export const rfc8252: readonly Requirement[] = [
  {
    section: '5, 8.12',
    demands: 'The user signs in in the system’s browser, never in a view of the app.',
    held: by(phone, 'shows the system’s browser, closes it with the answer, and leaves one listener for links'),
  },
  {
    section: '6, 8.1',
    demands: 'The app asks for a code, with PKCE.',
    held: by(
      `${core}/messages/authorization-request.test.ts`,
      'for a code is always bound to a challenge, method S256',
    ),
  },
  {
    section: '7.1',
    demands: 'A scheme of the app’s own leads back to it.',
    held: by(browser, 'answers the link to the redirect URI that carries the state, and closes the browser'),
  },
  { section: '7.2', demands: 'So does a claimed https address.', held: by(browser, 'takes a universal link as well') },
  {
    section: '7.3, 8.3',
    demands: 'So does the loopback interface.',
    held: { notApplicable: 'apps for desktops are none of these packages' },
  },
  {
    section: '8.2',
    demands: 'No implicit grant.',
    held: { notApplicable: 'the package for phones has none' },
  },
  { section: '8.4', demands: 'Every redirect URI is registered whole.', held: server },
  {
    section: '8.5',
    demands: 'A secret in an app proves nothing: the app is a public client.',
    held: by(`${core}/endpoints/client-authentication.test.ts`, 'of a public client is its id'),
  },
  { section: '8.6', demands: 'The user is asked again where another app could pretend to be this one.', held: server },
  {
    section: '8.7, 8.8',
    demands: 'The browser that is shown is a real one.',
    held: { notApplicable: 'it binds the system' },
  },
  {
    section: '8.9',
    demands: 'Links that somebody forges are ignored.',
    held: [
      ...by(phone, 'ignores links that are none of its own, also forged ones'),
      ...lived('authorization', 'answers with another state'),
    ],
  },
  {
    section: '8.10',
    demands: 'Servers cannot be mixed up: an answer is compared with the redirect URI of its request.',
    held: by(`${core}/session/callback.test.ts`, 'is ours by where it is and what its state begins with'),
  },
]
