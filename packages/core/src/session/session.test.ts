import { describe, expect, it } from 'vitest'
import { realms } from '../../test-support/realms.js'
import { OAuthError } from '../errors.js'
import { alwaysAwake } from '../ports/wake.js'
import { wanted } from './grant-record.js'
import { knownGrant } from './known-grant.js'
import { defaultLimits } from './platform.js'
import { rotation } from './rotation.js'
import { sessionOn } from './session.js'
import { loading, sessionState } from './session-state.js'

/** A tab that opens on a user's session, and how often it cannot read its store. */
async function openedTab(failures: number) {
  const { time, server, store: shared, lock, identity, realm } = realms(1)
  await realm(0).rotation.begin(server.signIn(), wanted())
  let left = failures
  const get = async (key: string) => {
    if (left-- > 0) throw new Error('disk')
    return shared.get(key)
  }
  const store = { ...shared, get }
  const platform = { store, lock, clock: time.clock, wake: alwaysAwake, limits: defaultLimits, realm: 'tab' }
  const known = knownGrant(platform, identity)
  const session = sessionOn(
    platform,
    known,
    async () => rotation(platform, known, server.obtain),
    () => {},
    async () => {},
  )
  await session.looked
  const state = () => {
    const { record, error } = session.view()
    return sessionState(loading, record, error, undefined)
  }
  return { time, state }
}

describe('A session whose store cannot be read', () => {
  it.each([1, 2])('is never taken for none, and is there once the store is: %i failures', async failures => {
    const { time, state } = await openedTab(failures)
    expect(['signed-in undefined', 'signed-out storage_failed']).toContain(`${state().status} ${state().error?.code}`)
    await time.advance(2_000)
    expect(state()).toMatchObject({ status: 'signed-in', stale: false })
    expect(state().error).toBeUndefined()
  })

  it('says why as soon as it says anything', async () => {
    const { time, state } = await openedTab(Number.POSITIVE_INFINITY)
    expect(state()).toMatchObject({ status: 'signed-out', error: new OAuthError('storage_failed') })
    await time.advance(2_000)
    expect(state().error?.code).toBe('storage_failed')
  })
})

describe('A session whose code cannot be loaded', () => {
  it('is stale only until it can, also where nobody asks again', async () => {
    const { time, server, store, lock, identity, realm } = realms(1)
    await realm(0).rotation.begin(server.signIn(), wanted())
    await time.advance(3_600_000)
    let wakeUp = () => {}
    const listen = ({ awake }: { readonly awake: () => void }) => {
      wakeUp = awake
      return () => {}
    }
    const wake = { ...alwaysAwake, listen }
    const platform = { store, lock, clock: time.clock, wake, limits: defaultLimits, realm: 'tab' }
    const known = knownGrant(platform, identity)
    let isThere = false
    const load = async () => {
      if (!isThere) throw new TypeError('Failed to fetch dynamically imported module')
      return rotation(platform, known, server.obtain)
    }
    const session = sessionOn(
      platform,
      known,
      load,
      () => {},
      async () => {},
    )
    await session.looked
    await expect(session.token(wanted(), undefined)).rejects.toMatchObject({ code: 'code_not_loaded' })
    wakeUp()
    await time.advance(0)
    expect(session.view().error?.code).toBe('code_not_loaded')
    isThere = true
    wakeUp()
    await time.advance(0)
    expect(session.view().error).toBeUndefined()
  })
})
