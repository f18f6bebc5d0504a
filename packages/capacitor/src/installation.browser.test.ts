import { afterEach, describe, expect, it, vi } from 'vitest'
import { webView } from '../test-support/web-view.js'

const phone = webView('ios')
const { secureStore } = await import('./secure-store.js')

const session = { version: 3, clear: { state: 'active' }, sealed: { refresh: 'rt-1' } }
const others = { version: 1, clear: { schema: 1 }, sealed: [] }
const overwritten = { version: 0, clear: undefined, sealed: undefined }

afterEach(() => {
  phone.mend()
  phone.preferences.clear()
  phone.keychain.clear()
})

describe('after the app was installed again, secureStore', () => {
  it('has lost a session, has nothing else, and begins anew', async () => {
    const before = secureStore()
    await before.compareAndSwap('session', 0, session)
    await before.compareAndSwap('others', 0, others)
    phone.reinstall()
    const store = secureStore()
    expect(await store.get('session')).toEqual(overwritten)
    expect(await store.get('others')).toBeUndefined()
    expect(await store.compareAndSwap('session', 3, { ...session, version: 4 })).toBe(false)
    expect(await store.compareAndSwap('session', 0, { ...session, version: 1 })).toBe(true)
    expect(await store.get('session')).toEqual({ ...session, version: 1 })
    expect(await store.get('others')).toBeUndefined()
  })

  it('destroys nothing by looking: where Preferences were only out of reach, all is there once they are back', async () => {
    const store = secureStore()
    await store.compareAndSwap('session', 0, session)
    phone.respond('Preferences.get', () => ({ value: null }))
    expect(await store.get('session')).toEqual(overwritten)
    phone.mend()
    expect(await store.get('session')).toEqual(session)
  })
})

describe('secureStore on iOS', () => {
  it('takes what was kept before installations had names for its own, and names it with the next write', async () => {
    phone.keychain.set('tessera session', JSON.stringify(session))
    expect(await secureStore().get('session')).toEqual(session)
    expect(phone.preferences.size).toBe(0)
    await secureStore().compareAndSwap('others', 0, others)
    expect(await secureStore().get('session')).toEqual(session)
    expect(await secureStore().compareAndSwap('session', 3, { ...session, version: 4 })).toBe(true)
    expect(await secureStore().get('session')).toEqual({ ...session, version: 4 })
    phone.reinstall()
    expect(await secureStore().get('session')).toEqual(overwritten)
  })

  it('rejects, and does not take the session for another’s, when Preferences cannot be read', async () => {
    const store = secureStore()
    await store.compareAndSwap('session', 0, session)
    phone.respond('Preferences.get', failing)
    await expect(store.get('session')).rejects.toThrow('error')
  })

  it('keeps nothing that the next process could take for another’s, when Preferences cannot be written', async () => {
    phone.respond('Preferences.set', failing)
    await expect(secureStore().compareAndSwap('session', 0, session)).rejects.toThrow('error')
    expect(phone.keychain.size).toBe(0)
  })

  it('does not take for another’s what is written first while somebody reads', async () => {
    let release = (_: { value: null }): void => {}
    phone.respond('Preferences.get', () => {
      phone.mend()
      return new Promise(resolve => {
        release = resolve
      })
    })
    const asked = () => phone.calls.filter(name => name === 'Preferences.get').length
    const before = asked()
    const reading = secureStore().get('session')
    await vi.waitFor(() => expect(asked()).toBe(before + 1))
    expect(await secureStore().compareAndSwap('session', 0, session)).toBe(true)
    release({ value: null })
    expect(await reading).toBeUndefined()
    expect(await secureStore().get('session')).toEqual(session)
  })

  it('has one name also when two stores give it at once', async () => {
    await Promise.all(['one', 'two'].map(key => secureStore().compareAndSwap(key, 0, session)))
    expect(await Promise.all(['one', 'two'].map(key => secureStore().get(key)))).toEqual([session, session])
  })
})

function failing(): never {
  throw new Error('error')
}
