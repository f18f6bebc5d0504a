import { describe, expect, it } from 'vitest'
import { phones } from './phone.ts'
import { platforms } from './phone-tests.ts'

const start = phones()

describe.each(platforms)('On %s', platform => {
  it.each([
    ['App', 'preferences'],
    ['Browser', 'preferences'],
    ['Preferences', 'preferences'],
    ['SecureStoragePlugin', 'secure'],
    ...(platform === 'ios' ? ([['Preferences', 'secure']] as const) : []),
  ] as const)('an app without the plugin %s says so at once, with the storage %s', async (missing, storage) => {
    const plugins = ['App', 'Browser', 'Preferences', 'SecureStoragePlugin'].filter(name => name !== missing)
    const phone = await start({ platform, plugins, storage })
    await phone.begin().catch(() => {})
    await expect.poll(() => phone.errors.splice(0).join()).toContain(`plugin_missing plugin=${missing}`)
    await phone.close()
  })
})
