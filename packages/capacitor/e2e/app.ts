import { InAppBrowser } from '@capgo/capacitor-inappbrowser'
import type { SignInOptions, SignOutOptions } from '@tessera/core/auth'
import { signedResponse } from '@tessera/core/signed-response'
import { inWords } from '../../core/test-support/in-words.js'
import { createAuth } from '../src/create-auth.js'
import { dpop } from '../src/dpop.js'
import type { WebAuthenticationSession } from '../src/web-authentication-session.js'

/** What the native side lays ready for the app. */
export interface Settings {
  readonly issuer: string
  readonly api: string
  readonly redirectUri: string
  readonly storage?: 'preferences' | 'secure'
  /** Whether tokens are bound to a key. */
  readonly isBound?: boolean
  /** Whether answers have to be signed. */
  readonly isSigned?: boolean
  /** Whether the pages are shown by a secure web authentication session. */
  readonly hasSession?: boolean
}

/** What a test may do with the app. */
export interface App {
  ask(callers: number): Promise<readonly string[]>
  call(): Promise<number>
  state(): string
  ready(): Promise<unknown>
  /** `done`, or the code of the error. */
  signIn(options?: SignInOptions): Promise<string>
  signOut(options?: SignOutOptions): Promise<string>
  /** The states that were seen, in order. */
  readonly history: readonly string[]
  readonly routed: readonly string[]
}

declare global {
  var settings: Settings
  var app: App
}

const { api, isBound, isSigned, hasSession, ...registered } = settings
const webAuthenticationSession: WebAuthenticationSession = async ({ request, redirectUri }) =>
  (await InAppBrowser.openSecureWindow({ authEndpoint: request, redirectUri })).redirectedUri
const auth = createAuth({
  ...registered,
  ...(isBound && { dpop }),
  ...(isSigned && { signedResponse }),
  ...(hasSession && { webAuthenticationSession }),
  clientId: 'phone',
  scope: 'profile orders.read',
  resources: { api },
})
const state = (): string => inWords(auth.getSnapshot())
const routed: string[] = []
addEventListener('popstate', () => routed.push(location.pathname))
const history: string[] = []
auth.subscribe(() => history.push(state()))

const outcome = (work: Promise<void>): Promise<string> =>
  work.then(
    () => 'done',
    error => error.code,
  )

globalThis.app = {
  ask: async callers => [...new Set(await Promise.all(Array.from({ length: callers }, () => auth.getAccessToken())))],
  call: async () => (await auth.fetch(`${api}/orders`)).status,
  state,
  ready: auth.ready,
  signIn: options => outcome(auth.signIn(options)),
  signOut: options => outcome(auth.signOut(options)),
  history,
  routed,
}
