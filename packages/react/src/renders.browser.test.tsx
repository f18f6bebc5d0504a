import type { Auth, AuthState } from '@tessera/core/auth'
import { codeFlow } from '@tessera/core/code-flow'
import { authorizationServer, handClock, testAuth } from '@tessera/testing'
import type { ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answeredAuth } from '../../core/test-support/answered-auth.js'
import { AuthProvider, RequireAuth, SignedIn, SignedOut, useAuth, useAuthState, useUser } from './index.js'

const hour = 3_600_000
const ada = { sub: 'ada', name: 'Ada', roles: ['reader'] }
const signedIn: AuthState = { status: 'signed-in', user: ada, stale: false }

const renders = new Map<string, number>()
let place: HTMLElement
let root: Root
beforeEach(() => {
  renders.clear()
  place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
})
afterEach(() => {
  root.unmount()
  place.remove()
})

function render(auth: Auth, children: ReactNode): void {
  root.render(<AuthProvider auth={auth}>{children}</AuthProvider>)
}

const shows = (text: string) => expect.poll(() => place.textContent).toBe(text)

function counted(name: string): void {
  renders.set(name, (renders.get(name) ?? 0) + 1)
}

function Everything() {
  counted('useAuth')
  return useAuth().status
}

function User() {
  counted('useUser')
  return useUser()?.name ?? 'nobody'
}

function Roles() {
  counted('useAuthState')
  return useAuthState(({ user }) => ({ roles: user?.roles ?? [] })).roles.toString()
}

function Children({ of }: { readonly of: string }) {
  counted(of)
  return ' '
}

function Selected({ seen, render }: { readonly seen: Set<unknown>; readonly render: number }) {
  const selected = useAuthState(({ user }) => ({ roles: user?.roles }))
  seen.add(selected)
  return `${render} ${selected.roles}`
}

function Claim({ name }: { readonly name: 'sub' | 'name' }) {
  return String(useAuthState(({ user }) => user?.[name]))
}

describe('a rotation', () => {
  it('renders nothing, whatever a component uses', async () => {
    const time = handClock()
    const server = authorizationServer({ clock: time.clock })
    const auth = answeredAuth({
      options: { issuer: server.issuer, clientId: 'web', redirectUri: 'http://localhost:3000/', scope: 'profile' },
      loadFlow: async () => codeFlow,
      answer: request => server.visit(request.href),
      ...{ fetch: server.fetch, clock: time.clock },
    })
    await auth.signIn()
    render(auth, [
      <Everything key="everything" />,
      <User key="user" />,
      <Roles key="roles" />,
      <SignedIn key="in">{() => <Children of="SignedIn" />}</SignedIn>,
      <SignedOut key="out">{() => <Children of="SignedOut" />}</SignedOut>,
      <RequireAuth key="guard" otherwise={() => ''}>
        <Children of="RequireAuth" />
      </RequireAuth>,
    ])
    await shows('signed-inAda Lovelace  ')
    const before = Object.fromEntries(renders)

    const tokens = new Set<string>()
    for (let expiry = 0; expiry < 3; expiry++) {
      await time.advance(hour)
      tokens.add(await auth.getAccessToken())
    }
    expect(tokens.size).toBe(3)
    expect(server.counters.tokenRequests).toBe(4)

    // What the rotations had asked React for would be rendered with this, or before it.
    await auth.signOut()
    await shows('signed-outnobody ')
    expect(before).toEqual({ useAuth: 1, useUser: 1, useAuthState: 1, SignedIn: 1, RequireAuth: 1 })
    expect(Object.fromEntries(renders)).toEqual({
      ...{ useAuth: 2, useUser: 2, useAuthState: 1, SignedIn: 1, SignedOut: 1, RequireAuth: 1 },
    })
  })
})

describe('useAuthState', () => {
  it('renders only when what it selects says something else', async () => {
    const auth = testAuth()
    auth.become(signedIn)
    render(auth, [<Everything key="everything" />, <Roles key="roles" />])
    await shows('signed-inreader')
    auth.become({ ...signedIn, user: { ...ada, name: 'Ada Lovelace', roles: ['reader'] }, stale: true })
    auth.become({ ...signedIn, user: { ...ada, roles: ['writer'] } })
    await shows('signed-inwriter')
    expect(renders.get('useAuthState')).toBe(2)
    auth.become({ ...signedIn, user: { ...ada, roles: ['writer'] }, stale: true })
    auth.become({ status: 'signed-out' })
    await shows('signed-out')
    expect(renders.get('useAuthState')).toBe(3)
  })

  it('gives the same object as long as it says the same, to a function that makes a new one each time', async () => {
    const complaints = vi.spyOn(console, 'error')
    const auth = testAuth()
    auth.become(signedIn)
    const seen = new Set<unknown>()
    render(auth, <Selected seen={seen} render={1} />)
    await shows('1 reader')
    render(auth, <Selected seen={seen} render={2} />)
    await shows('2 reader')
    auth.become({ ...signedIn, user: { ...ada, roles: ['reader'] }, stale: true })
    render(auth, <Selected seen={seen} render={3} />)
    await shows('3 reader')
    expect(seen.size).toBe(1)
    expect(complaints).not.toHaveBeenCalled()
  })

  it('follows a function that selects something else', async () => {
    const auth = testAuth()
    auth.become(signedIn)
    render(auth, <Claim name="sub" />)
    await shows('ada')
    render(auth, <Claim name="name" />)
    await shows('Ada')
    auth.become({ ...signedIn, user: { ...ada, name: 'Grace' } })
    await shows('Grace')
  })
})
