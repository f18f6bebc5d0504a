import { isOAuthError, OAuthError } from '@tessera/core'
import type { AuthState } from '@tessera/core/auth'
import { type TestAuth, testAuth } from '@tessera/testing'
import { Component, type ReactNode, StrictMode, Suspense } from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { AuthProvider, useAuth, useAuthState, useSuspenseAuth } from './index.js'

const ada = { sub: 'ada', name: 'Ada' }
const signedIn: AuthState = { status: 'signed-in', user: ada, stale: false }
const refused: AuthState = { status: 'signed-out', error: new OAuthError('authorization_refused') }

let place: HTMLElement
let root: Root
let auth: TestAuth
const complaints = vi.spyOn(console, 'error')
beforeEach(() => {
  place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
  auth = testAuth()
  auth.become({ status: 'loading' })
})
afterEach(() => {
  root.unmount()
  place.remove()
  complaints.mockReset()
})

function render(children: ReactNode): void {
  root.render(
    <StrictMode>
      <AuthProvider auth={auth}>{children}</AuthProvider>
    </StrictMode>,
  )
}

const shows = (text: string) => expect.poll(() => place.textContent).toBe(text)

function Waiting() {
  const state = useSuspenseAuth()
  expectTypeOf(state.status).toEqualTypeOf<'signed-in' | 'signed-out'>()
  return state.user?.name ?? 'nobody'
}

function AtOnce() {
  return `${useAuth().status}, `
}

function Unwanted(): never {
  throw new Error('Nobody has to wait here.')
}

/** Lets a boundary have what keeps the user from being signed in. */
function ForUsers() {
  const { user, error } = useSuspenseAuth()
  if (!user && error) throw error
  return user?.name ?? 'nobody'
}

class Boundary extends Component<{ readonly children: ReactNode }, { readonly caught?: unknown }> {
  override state: { readonly caught?: unknown } = {}
  static getDerivedStateFromError(caught: unknown) {
    return { caught }
  }
  override render() {
    const { caught } = this.state
    if (isOAuthError(caught)) return caught.code
    return this.props.children
  }
}

/** Another boundary for each error: what was caught is forgotten when the user tries again. */
function Forgiving({ children }: { readonly children: ReactNode }) {
  const code = useAuthState(({ error }) => error?.code)
  return <Boundary key={code}>{children}</Boundary>
}

describe('useSuspenseAuth', () => {
  it('shows the fallback until it is known who is signed in, beside useAuth of the same Auth, and then follows', async () => {
    render([
      <AtOnce key="at-once" />,
      <Suspense key="waiting" fallback="one moment">
        <Waiting />
      </Suspense>,
    ])
    await shows('loading, one moment')
    auth.become(signedIn)
    await shows('signed-in, Ada')
    auth.become({ status: 'signed-out' })
    await shows('signed-out, nobody')
    expect(complaints).not.toHaveBeenCalled()
  })

  it('waits for nothing where it is known', async () => {
    auth.become(signedIn)
    render(
      <Suspense fallback={<Unwanted />}>
        <Waiting />
      </Suspense>,
    )
    await shows('Ada')
    expect(complaints).not.toHaveBeenCalled()
  })

  it('hands an OAuthError to a boundary, whose other attempt begins anew', async () => {
    complaints.mockImplementation(() => {})
    render(
      <Forgiving>
        <Suspense fallback="one moment">
          <ForUsers />
        </Suspense>
      </Forgiving>,
    )
    await shows('one moment')
    auth.become(refused)
    await shows('authorization_refused')
    await auth.signIn()
    await shows('Ada Lovelace')
  })

  it('is left to the browser by a server, and taken up there', async () => {
    const page = (
      <AuthProvider auth={auth}>
        <Suspense fallback="one moment">
          <Waiting />
        </Suspense>
      </AuthProvider>
    )
    const served = document.body.appendChild(document.createElement('div'))
    served.innerHTML = renderToString(page)
    expect(served.textContent).toBe('one moment')
    const hydrated = hydrateRoot(served, page, { onRecoverableError: () => {} })
    auth.become(signedIn)
    await expect.poll(() => served.textContent).toBe('Ada')
    hydrated.unmount()
    served.remove()
  })
})
