import { Capacitor, registerPlugin } from '@capacitor/core'
import { OAuthError } from '@tessera/core'
import type { Store } from '@tessera/core/platform'
import { installation } from './installation.js'
import { textStore } from './text-store.js'

/** The name under which `capacitor-secure-storage-plugin` is known to the native app. */
export const securePlugin = 'SecureStoragePlugin'

interface SecureStorage {
  get(asked: { readonly key: string }): Promise<{ readonly value: string }>
  set(asked: { readonly key: string; readonly value: string }): Promise<unknown>
}

let plugin: SecureStorage | undefined

/** Whether what is kept stays when the app is removed: the iOS keychain does. */
export function outlivesApp(): boolean {
  return Capacitor.getPlatform() === 'ios'
}

/** A store in the iOS keychain, and on Android in preferences that a key of the Android keystore encrypts. */
export function secureStore(): Store {
  plugin ??= registerPlugin<SecureStorage>(securePlugin)
  const { get, set } = plugin
  const read = (key: string) => get({ key }).then(({ value }) => value, missing)

  return textStore({
    installation: outlivesApp() ? installation : undefined,
    read,
    write: async (key, value) => {
      await set({ key, value })
      // On Android the plugin reports success even where it could not encrypt.
      if ((await read(key)) !== value) throw new OAuthError('storage_failed', { reason: 'not kept' })
    },
  })
}

/** The plugin rejects what is not there, and tells it by its words alone. */
function missing(thrown: unknown): undefined {
  if (!String(thrown).includes('does not exist')) throw thrown
}
