import { type Auth, inertAuth } from '@tessera/core/auth'
import { renderToString } from 'react-dom/server'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { AuthProvider, useAuth } from './index.js'

function Greeting({ auth }: { readonly auth?: Auth }) {
  const { status, user } = useAuth(auth)
  return <p>{user?.name ?? status}</p>
}

function Narrowed({ auth }: { readonly auth: Auth }) {
  const state = useAuth(auth)
  if (state.status === 'signed-in') expectTypeOf(state.user.sub).toEqualTypeOf<string>()
  else expectTypeOf(state.user).toEqualTypeOf<undefined>()
  return null
}

describe('useAuth', () => {
  it('renders `loading` on a server, from its argument or from the provider above', () => {
    expect(renderToString(<Greeting auth={inertAuth()} />)).toBe('<p>loading</p>')
    const provided = (
      <AuthProvider auth={inertAuth()}>
        <Greeting />
      </AuthProvider>
    )
    expect(renderToString(provided)).toBe('<p>loading</p>')
  })

  it('says what is missing where there is neither', () => {
    expect(() => renderToString(<Greeting />)).toThrow('<AuthProvider>')
  })

  it('narrows: whoever is signed in is a user', () => {
    expect(renderToString(<Narrowed auth={inertAuth()} />)).toBe('')
  })
})
