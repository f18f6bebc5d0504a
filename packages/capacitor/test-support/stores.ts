import type { Store } from '@tessera/core/platform'
import { describe, expect, it, vi } from 'vitest'
import { storeSuite } from '../../core/test-support/store-suite.js'
import type { PlatformName } from './device.js'
import { webView } from './web-view.js'

/** What both stores of a native app promise. The page has to be a web view of this platform for good. */
export async function storesOn(platform: PlatformName): Promise<void> {
  const phone = webView(platform)
  const [{ preferencesStore }, { secureStore }] = await Promise.all([
    import('../src/preferences-store.js'),
    import('../src/secure-store.js'),
  ])
  const entry = { version: 1, clear: { state: 'active' }, sealed: { refresh: 'rt-1' } }

  // Before the others: it says so once in the life of a page.
  it(`preferencesStore on ${platform} says once, when it first holds a refresh token, that it does not encrypt`, async () => {
    const info = vi.spyOn(console, 'info').mockReturnValue(undefined)
    const store = preferencesStore()
    await store.compareAndSwap('server', 0, { version: 1, clear: {}, sealed: { issuer: 'https://id.example' } })
    expect(info).not.toHaveBeenCalled()
    await store.compareAndSwap('key', 0, entry)
    await preferencesStore().compareAndSwap('key', 1, { ...entry, version: 2 })
    expect(info).toHaveBeenCalledTimes(1)
    expect(info.mock.calls.join()).toMatch(/not encrypt.*storage: 'secure'/)
    expect(info.mock.calls.join()).not.toContain('rt-1')
    vi.restoreAllMocks()
    phone.preferences.clear()
  })

  const kinds: readonly [string, () => Store, Map<string, string>][] = [
    ['preferencesStore', preferencesStore, phone.preferences],
    ['secureStore', secureStore, phone.keychain],
  ]
  for (const [name, make, kept] of kinds) {
    storeSuite(`${name} on ${platform}`, async () => ({ store: make(), sibling: make(), close: () => kept.clear() }))

    describe(`${name} on ${platform}`, () => {
      it.each([
        ['torn', '{"version":7,"clea'],
        ['of another kind', '"text"'],
        ['empty', ''],
      ])('is there with nothing in it when what was kept is %s, and can be written again', async (_, text) => {
        const store = make()
        await store.compareAndSwap('key', 0, entry)
        kept.set('tessera key', text)
        expect(await store.get('key')).toEqual({ version: 0, clear: undefined, sealed: undefined })
        expect(await store.compareAndSwap('key', 1, { ...entry, version: 2 })).toBe(false)
        expect(await store.compareAndSwap('key', 0, { ...entry, version: 2 })).toBe(true)
        expect(await store.get('key')).toEqual({ ...entry, version: 2 })
        kept.clear()
      })

      it.each(['get', 'set'])(
        'rejects when the plugin cannot %s, changes nothing, and goes on afterwards',
        async what => {
          const store = make()
          await store.compareAndSwap('key', 0, entry)
          const plugin = name === 'secureStore' ? 'SecureStoragePlugin' : 'Preferences'
          phone.respond(`${plugin}.${what}`, () => {
            throw new Error('error')
          })
          await expect(store.compareAndSwap('key', 1, { ...entry, version: 2 })).rejects.toThrow('error')
          phone.mend()
          expect(await store.get('key')).toEqual(entry)
          expect(await store.compareAndSwap('key', 1, { ...entry, version: 2 })).toBe(true)
          kept.clear()
        },
      )

      it('keeps an entry under one key, marked as ours', async () => {
        await make().compareAndSwap('key', 0, entry)
        const installation = kept === phone.keychain ? phone.preferences.get('tessera installation') : undefined
        expect([...kept]).toEqual([['tessera key', JSON.stringify({ ...entry, installation })]])
        kept.clear()
      })
    })
  }

  it(`secureStore on ${platform} does not believe a plugin that says it has written what cannot be read back`, async () => {
    phone.respond('SecureStoragePlugin.set', () => ({ value: true }))
    await expect(secureStore().compareAndSwap('key', 0, entry)).rejects.toMatchObject({ code: 'storage_failed' })
    phone.mend()
    expect(await secureStore().get('key')).toBeUndefined()
  })
}
