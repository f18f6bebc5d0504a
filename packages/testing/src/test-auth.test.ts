import { OAuthError } from '@tessera/core'
import { describe, expect, it, vi } from 'vitest'
import { testAuth } from './index.js'

const bob = { sub: 'bob', name: 'Bob' }

describe('testAuth', () => {
  it('is signed in at once as the user it is given, and out without one', async () => {
    expect(testAuth({ user: bob }).getSnapshot()).toEqual({ status: 'signed-in', user: bob, stale: false })
    expect(await testAuth().ready()).toEqual({ status: 'signed-out' })
    expect(testAuth({ user: bob }).getServerSnapshot()).toEqual({ status: 'loading' })
  })

  it('becomes what a test says, and tells those who listen', () => {
    const auth = testAuth({ user: bob })
    const listener = vi.fn()
    const stop = auth.subscribe(listener)
    auth.become({ status: 'signed-in', user: bob, stale: true })
    stop()
    auth.become({ status: 'signed-out' })
    expect(listener).toHaveBeenCalledTimes(1)
  })

  it('signs in and out when it is asked to', async () => {
    const auth = testAuth({ user: bob })
    await auth.signOut()
    await expect(auth.getAccessToken()).rejects.toMatchObject({ code: 'not_signed_in' })
    await auth.signIn()
    expect(auth.getSnapshot().user).toBe(bob)
    expect(await auth.getAccessToken()).toBe('an access token of bob')
  })

  it('waits while it is loading', async () => {
    const auth = testAuth()
    auth.become({ status: 'loading' })
    const [ready, token] = [auth.ready(), auth.getAccessToken()]
    auth.become({ status: 'signed-in', user: bob, stale: false })
    expect((await ready).user).toBe(bob)
    expect(await token).toBe('an access token of bob')
  })

  it('requires a user as the real one does: signs in once, and never after a failure', async () => {
    expect(await testAuth().require()).toMatchObject({ sub: 'ada' })
    const auth = testAuth()
    const error = new OAuthError('authorization_refused')
    auth.become({ status: 'signed-out', error })
    await expect(auth.require()).rejects.toBe(error)
  })
})
