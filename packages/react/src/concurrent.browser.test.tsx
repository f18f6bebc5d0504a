import type { Auth, AuthState } from '@tessera/core/auth'
import { type TestAuth, testAuth } from '@tessera/testing'
import { Profiler, type ReactNode, StrictMode, startTransition, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AuthProvider, useAuth, useAuthState, useSuspenseAuth, useUser } from './index.js'

const signedIn: AuthState = { status: 'signed-in', user: { sub: 'ada', name: 'Ada' }, stale: false }
const signedOut: AuthState = { status: 'signed-out' }

let place: HTMLElement
let root: Root
/** What the page said after each commit. */
let commits: string[]
beforeEach(() => {
  place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
  commits = []
})
afterEach(() => {
  root.unmount()
  place.remove()
})

function authAt(state: AuthState): TestAuth {
  const auth = testAuth()
  auth.become(state)
  return auth
}

function render(page: ReactNode): void {
  root.render(
    <Profiler id="page" onRender={() => commits.push(place.textContent)}>
      {page}
    </Profiler>,
  )
}

const shows = (text: string) => expect.poll(() => place.textContent).toBe(text)

let go: (page: 'home' | 'orders') => void = () => {}

interface PagesProps {
  readonly auth: TestAuth
  readonly Reader: () => string
  /** Whether there are readers on the home page, too. */
  readonly readsAtHome?: boolean
  /** What happens between two readers, in the middle of the render of the orders. */
  readonly between?: () => void
}

/** The orders have two readers of an Auth. */
function Pages({ auth, Reader, readsAtHome = false, between = () => {} }: PagesProps) {
  const [page, setPage] = useState<'home' | 'orders'>('home')
  go = setPage
  const isRead = readsAtHome || page === 'orders'
  return (
    <AuthProvider auth={auth}>
      {isRead && <Reader />} {page === 'orders' && <Happening happens={between} />}
      {isRead && <Reader />} {page}
    </AuthProvider>
  )
}

function Happening({ happens }: { readonly happens: () => void }) {
  happens()
  return null
}

const readers: Readonly<Record<string, () => string>> = {
  useAuth: function Reader() {
    return useAuth().user?.name ?? 'nobody'
  },
  useAuthState: function Reader() {
    return useAuthState(({ user }) => user)?.name ?? 'nobody'
  },
  useSuspenseAuth: function Reader() {
    return useSuspenseAuth().user?.name ?? 'nobody'
  },
  useUser: function Reader() {
    return useUser()?.name ?? 'nobody'
  },
}

describe.each(Object.entries(readers))('%s in concurrent rendering', (_, Reader) => {
  it('never shows two components that disagree, when the session ends while a transition renders them', async () => {
    const auth = authAt(signedIn)
    // React may pause here, and another tab may sign out meanwhile: nobody listens yet.
    const between = () => auth.getSnapshot() === signedIn && auth.become(signedOut)
    render(<Pages auth={auth} Reader={Reader} between={between} />)
    await shows('  home')
    startTransition(() => go('orders'))
    await shows('nobody nobody orders')
    expect(new Set(commits)).toEqual(new Set(['  home', 'nobody nobody orders']))
  })

  it('shows at once that the user signs out in a transition to another page', async () => {
    const auth = authAt(signedIn)
    render(<Pages auth={auth} Reader={Reader} readsAtHome />)
    await shows('Ada Ada home')
    startTransition(() => {
      void auth.signOut()
      go('orders')
    })
    await shows('nobody nobody orders')
    expect(['Ada Ada home', 'nobody nobody home', 'nobody nobody orders']).toEqual(expect.arrayContaining(commits))
  })
})

describe('several providers', () => {
  it('are each for those below it, and an Auth that is given goes before all', async () => {
    const [outer, inner, given] = [authAt(signedOut), authAt(signedIn), authAt(signedOut)]
    const stranger: AuthState = { status: 'signed-in', user: { sub: 'bob', name: 'Bob' }, stale: false }
    render(
      <AuthProvider auth={outer}>
        <Name />,
        <AuthProvider auth={inner}>
          <Name />,
          <Name auth={given} />
        </AuthProvider>
      </AuthProvider>,
    )
    await shows('nobody,Ada,nobody')
    given.become(stranger)
    await shows('nobody,Ada,Bob')
    inner.become(signedOut)
    outer.become(signedIn)
    await shows('Ada,nobody,Bob')
  })

  it('may be given another Auth, as hot reload does, and hear no more of the one before', async () => {
    const [before, after] = [authAt(signedIn), authAt(signedOut)]
    let listeners = 0
    const watched: Auth = {
      ...before,
      subscribe: listener => {
        listeners += 1
        const stop = before.subscribe(listener)
        return () => {
          listeners -= 1
          stop()
        }
      },
    }
    const page = (auth: Auth) => (
      <StrictMode>
        <AuthProvider auth={auth}>
          <Name />
        </AuthProvider>
      </StrictMode>
    )
    render(page(watched))
    await shows('Ada')
    expect(listeners).toBe(1)
    render(page(after))
    await shows('nobody')
    expect(listeners).toBe(0)
    after.become(signedIn)
    await shows('Ada')
  })
})

function Name({ auth }: { readonly auth?: Auth }) {
  return useUser(auth)?.name ?? 'nobody'
}
