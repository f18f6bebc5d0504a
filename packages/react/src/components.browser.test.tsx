import { OAuthError } from '@tessera/core'
import type { Auth, AuthState } from '@tessera/core/auth'
import { testAuth } from '@tessera/testing'
import { type ReactNode, StrictMode, useState } from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AuthProvider, RequireAuth, SignedIn, SignedOut, useAuth, useAuthState, useUser } from './index.js'

const ada = { sub: 'ada', name: 'Ada' }
const signedIn: AuthState = { status: 'signed-in', user: ada, stale: false }
const signedOut: AuthState = { status: 'signed-out' }
const refused: AuthState = { status: 'signed-out', error: new OAuthError('authorization_refused') }

/** An Auth in this state, where nobody ever comes back from signing in. */
function authAt(state: AuthState) {
  const require = vi.fn(() => new Promise<never>(() => {}))
  const auth = { ...testAuth(), require }
  auth.become(state)
  return { auth, require, become: auth.become }
}

let renders = 0

function Name() {
  renders += 1
  return useUser()?.name ?? 'nobody'
}

function Staleness() {
  return String(useAuth().stale)
}

let place: HTMLElement
let root: Root
beforeEach(() => {
  place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
})
afterEach(() => {
  root.unmount()
  place.remove()
})

function render(auth: Auth, children: ReactNode): void {
  root.render(
    <StrictMode>
      <AuthProvider auth={auth}>{children}</AuthProvider>
    </StrictMode>,
  )
}

const shows = (text: string) => expect.poll(() => place.textContent).toBe(text)

describe('useUser', () => {
  it('renders when the user changes, and not when the session becomes stale', async () => {
    const { auth, become } = authAt(signedIn)
    render(auth, [<Name key="name" />, <Staleness key="stale" />])
    await shows('Adafalse')
    const before = renders
    become({ ...signedIn, user: { ...ada }, stale: true })
    await shows('Adatrue')
    expect(renders).toBe(before)
    become(signedOut)
    await shows('nobodyundefined')
  })
})

describe('SignedIn and SignedOut', () => {
  const page = [
    <SignedIn key="in">{({ name }) => `hello ${name}`}</SignedIn>,
    <SignedOut key="out">{({ error }) => `nobody ${error?.code ?? ''}`}</SignedOut>,
  ]

  it('show neither while nobody knows, then what is so', async () => {
    const { auth, become } = authAt({ status: 'loading' })
    render(auth, page)
    await shows('')
    become(signedIn)
    await shows('hello Ada')
    become(refused)
    await shows('nobody authorization_refused')
  })
})

describe('RequireAuth', () => {
  const guarded = (
    <RequireAuth fallback="one moment" otherwise={({ error }) => error?.code ?? 'signed out'}>
      secret
    </RequireAuth>
  )

  it('sends a visitor to sign in once it is known that nobody is signed in', async () => {
    const { auth, require, become } = authAt({ status: 'loading' })
    render(auth, guarded)
    await shows('one moment')
    expect(require).not.toHaveBeenCalled()
    become(signedOut)
    await expect.poll(() => require.mock.calls.length).toBeGreaterThan(0)
    await shows('one moment')
  })

  it('asks nobody who is signed in', async () => {
    const { auth, require } = authAt(signedIn)
    render(auth, guarded)
    await shows('secret')
    expect(require).not.toHaveBeenCalled()
  })

  it('never asks again by itself after a failure', async () => {
    const { auth, require, become } = authAt(refused)
    render(auth, guarded)
    await shows('authorization_refused')
    become(signedOut)
    await shows('signed out')
    expect(require).not.toHaveBeenCalled()
  })

  it('leaves a user alone who has signed out, also when another guard comes in its place', async () => {
    const { auth, require, become } = authAt(signedIn)
    render(auth, <div key="private">{guarded}</div>)
    await shows('secret')
    become(signedOut)
    render(auth, <div key="public">{guarded}</div>)
    await shows('signed out')
    expect(require).not.toHaveBeenCalled()
  })

  it('leaves a user alone who has signed out', async () => {
    const { auth, require, become } = authAt(signedIn)
    render(auth, guarded)
    await shows('secret')
    become(signedOut)
    await shows('signed out')
    expect(require).not.toHaveBeenCalled()
  })
})

/** A component that keeps what it has first seen, as one keeps what it has loaded. */
function Loaded() {
  const user = useUser()
  const [loaded] = useState(user?.name)
  return `${user?.name} sees what ${loaded} has loaded`
}

describe.each([
  [
    'SignedIn',
    <SignedIn key="in">
      <Loaded />
    </SignedIn>,
  ],
  ['SignedIn, of a function,', <SignedIn key="of">{() => <Loaded />}</SignedIn>],
  [
    'RequireAuth',
    <RequireAuth key="guard" otherwise={() => null}>
      <Loaded />
    </RequireAuth>,
  ],
])('%s', (_, guarded) => {
  it('hands nothing that its children keep of one user on to the next', async () => {
    const { auth, become } = authAt(signedIn)
    render(auth, guarded)
    await shows('Ada sees what Ada has loaded')
    become({ ...signedIn, user: { sub: 'bob', name: 'Bob' } })
    await shows('Bob sees what Bob has loaded')
  })

  it('leaves its children alone when a user only has another name, or the session is stale', async () => {
    const { auth, become } = authAt(signedIn)
    render(auth, guarded)
    await shows('Ada sees what Ada has loaded')
    become({ ...signedIn, stale: true, user: { ...ada, name: 'Countess' } })
    await shows('Countess sees what Ada has loaded')
  })
})

function Claims() {
  return useAuthState(({ status, user }) => [status, user?.name]).toString()
}

describe('server rendering', () => {
  it('is taken up without a mismatch or a warning, then shows who is signed in', async () => {
    const complaints = vi.spyOn(console, 'error')
    const { auth } = authAt(signedIn)
    const page = (
      <AuthProvider auth={auth}>
        <p>
          <SignedIn>signed in</SignedIn>
        </p>
        <Claims />
      </AuthProvider>
    )
    const place = document.body.appendChild(document.createElement('div'))
    place.innerHTML = renderToString(page)
    expect(place.innerHTML).toBe('<p></p>loading,')
    const mismatch = vi.fn()
    const hydrated = hydrateRoot(place, page, { onRecoverableError: mismatch })
    await expect.poll(() => place.textContent).toBe('signed insigned-in,Ada')
    expect(complaints).not.toHaveBeenCalled()
    expect(mismatch).not.toHaveBeenCalled()
    hydrated.unmount()
    place.remove()
  })
})
