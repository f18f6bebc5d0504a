import type { Auth, AuthOptions, SignInOptions, SignOutOptions } from '@tessera/core/auth'
import { type SessionEvent, sessionEvents } from '@tessera/core/events'
import { systemClock } from '@tessera/core/platform'
import { AuthProvider, RequireAuth, useAuth } from '@tessera/react'
import { StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { inWords } from '../../core/test-support/in-words.js'
import { createAuth } from '../src/create-auth.js'
import { diagnose, type Finding } from '../src/diagnose.js'
import { dpop } from '../src/dpop.js'
import { frontChannelLogout } from '../src/front-channel-logout.js'
import { createAuth as createImplicitAuth } from '../src/implicit.js'
import { type Exercised, exercise } from './exercise.js'
import { type Life, living } from './living.js'

/** What a test may do with a tab. */
export interface Tab {
  /** The status, and the code of the error if there is one, when the page first knows. */
  ready(): Promise<string>
  /** So many callers at once; answers the different tokens they got. */
  ask(callers: number): Promise<readonly string[]>
  exercise(callers: number, expiries: number): Promise<Exercised>
  /** Where the path begins with `/tabs`. */
  readonly life: Life | undefined
  /** `done`, or the code of the error. */
  signIn(options: SignInOptions): Promise<string>
  /** Resolves when the tokens are revoked, too. */
  signOut(options?: SignOutOptions): Promise<void>
  /** The paths that routers were told of. */
  readonly routed: readonly string[]
  /** The status of a resource's answer, or the code of the error. */
  call(url: string, init?: RequestInit): Promise<number | string>
  callApi(): Promise<number>
  /** The same for a request object that posts this. */
  post(url: string, body: string): Promise<number | string>
  /** The same with a proof for a token that nobody gave. */
  prove(url: string): Promise<number | string>
  /** This page and its client, but for what is said otherwise. */
  diagnose(more?: Readonly<Record<string, unknown>>): Promise<readonly Finding[]>
  /** What happened to its session. */
  readonly events: readonly SessionEvent[]
  /** What the id_token calls the session at the authorization server. */
  sid(): unknown
  /** What is seen, `inWords`. */
  state(): string
  renders(): number
}

declare global {
  var tab: Tab
}

interface Config extends Pick<AuthOptions, 'issuer' | 'server' | 'quirks'> {
  readonly api: string
}

const response = await fetch(`${location.origin}/config.json`)
const configs: Readonly<Record<'open' | 'plain' | 'atOnce', Config>> = await response.json()
const config = configFor(location.pathname)
const routed: string[] = []
const events: SessionEvent[] = []
addEventListener('popstate', () => routed.push(location.pathname + location.search + location.hash))
let renders = 0
const bringsAnswer = location.search !== ''
const isUnasked = /forgetful|by-itself/.test(location.pathname)
const { auth, life } = begun(location.pathname)
const others: Readonly<Record<string, () => Auth>> = {
  '/two': () => authFor('/two', config, 'another'),
  // As hot reload makes it.
  '/twice': () => authFor('/twice', config),
}
const another = others[location.pathname]?.() ?? []
if (location.pathname === '/unseen') void askUnseen()
if (location.pathname === '/front-channel')
  void frontChannelLogout(auth, config).then(ended => parent.postMessage(ended, '*'))
if (location.pathname.startsWith('/by-itself') && !bringsAnswer) void popUp()
if (isUnasked) auth.subscribe(() => void fetch('/state', { method: 'POST', body: inWords(auth.getSnapshot()) }))

/** Signs in whoever is signed in at the authorization server, as soon as the page knows of nobody. */
async function askUnseen(): Promise<void> {
  const { status } = await auth.ready()
  if (status === 'signed-out') await auth.signIn({ prompt: 'none', userAgent: 'iframe' }).catch(() => {})
}

function configFor(path: string): Config {
  if (path.startsWith('/by-itself')) return configs.atOnce
  return path.startsWith('/plain') ? configs.plain : configs.open
}

/** Without a window manager, the page that opened a window seems to keep the focus, as if its user were back already. */
async function popUp(): Promise<void> {
  document.hasFocus = () => false
  const { status } = await auth.ready()
  if (status === 'signed-out') await auth.signIn({ userAgent: 'popup' }).catch(() => {})
}

function begun(path: string): { readonly auth: Auth; readonly life?: Life } {
  if (path.startsWith('/tabs')) return living(optionsFor(path, config), () => renders)
  // Knows nothing of the session that others on this site share.
  return { auth: authFor(path, config, path.includes('forgetful') ? path : '') }
}

function optionsFor(path: string, { api, ...about }: Config) {
  const redirectUri = location.origin + (path.startsWith('/orders') ? '/callback' : path)
  const tells = { events: sessionEvents(event => events.push(event)) }
  return { ...about, ...tells, clientId: 'web', scope: 'profile email orders.read', redirectUri, resources: { api } }
}

function authFor(path: string, about: Config, slot = ''): Auth {
  const options = { ...optionsFor(path, about), slot }
  if (path === '/third-party' || path.endsWith('guarded')) return createAuth({ ...options, clientId: 'third-party' })
  if (path.endsWith('implicit')) return createImplicitAuth({ ...options, clientId: 'web-implicit' })
  const { api } = about
  const withOwn = { ...options, resources: { api, here: location.origin } }
  if (path === '/own-api') return createAuth(withOwn)
  if (path === '/dpop') return createAuth({ ...withOwn, dpop })
  return createAuth(options)
}

function outcome(sent: Promise<Response>): Promise<number | string> {
  return sent.then(
    ({ status }) => status,
    error => error.code ?? String(error),
  )
}

function Page() {
  const { status, user, stale, error, signIn, signOut } = useAuth()
  useEffect(() => {
    renders += 1
  })
  return (
    <main>
      <p role="status">{[status, user?.name, stale ? 'stale' : '', error?.code].filter(Boolean).join(' ')}</p>
      <button type="button" onClick={signIn}>
        Sign in
      </button>
      <button type="button" onClick={() => signIn({ userAgent: 'popup' }).catch(() => {})}>
        Pop up
      </button>
      <button type="button" onClick={() => signIn({ prompt: 'login' }).catch(() => {})}>
        Another account
      </button>
      <button type="button" onClick={signOut}>
        Sign out
      </button>
    </main>
  )
}

function Guarded() {
  return (
    <RequireAuth fallback="one moment" otherwise={() => <Page />}>
      <Page />
    </RequireAuth>
  )
}

globalThis.tab = {
  ready: async () => {
    const { status, error } = await auth.ready()
    return [status, error?.code].filter(Boolean).join(' ')
  },
  ask: async callers => {
    const answers = await Promise.all(Array.from({ length: callers }, () => auth.getAccessToken()))
    return [...new Set(answers)]
  },
  signIn: options =>
    auth.signIn(options).then(
      () => 'done',
      error => error.serverError ?? error.code,
    ),
  signOut: auth.signOut,
  routed,
  events,
  exercise: (callers, expiries) => exercise(auth, callers, expiries),
  life,
  call: (url, init) => outcome(auth.fetch(url, init)),
  post: (url, body) => outcome(auth.fetch(new Request(url, { method: 'POST', body }))),
  prove: async url => {
    const proof = await dpop({ issuer: config.issuer, client: 'nobody', slot: '' }, systemClock)()
    return outcome(proof.fetch()(url, { headers: { authorization: 'Bearer a token' } }))
  },
  callApi: async () => (await auth.fetch(`${config.api}/orders`)).status,
  diagnose: more => diagnose({ ...optionsFor(location.pathname, config), ...more }),
  sid: () => auth.getSnapshot().user?.sid,
  state: () => inWords(auth.getSnapshot()),
  renders: () => renders,
}

const root = document.createElement('div')
document.body.append(root)
createRoot(root).render(
  <StrictMode>
    {[auth, another].flat().map((each, index) => (
      <AuthProvider key={index === 0 ? 'one' : 'another'} auth={each}>
        {location.pathname.includes('guarded') ? <Guarded /> : <Page />}
      </AuthProvider>
    ))}
  </StrictMode>,
)
