import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withoutBackup, withUrlScheme } from './manifests.ts'
import { addNativeProjects } from './projects.ts'

const app = fileURLToPath(new URL('..', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/tessera-app-`)
  for (const file of ['package.json', 'capacitor.config.json']) await cp(app + file, `${folder}/${file}`)
  await symlink(`${app}node_modules`, `${folder}/node_modules`)
  await build({ root: app, build: { outDir: `${folder}/dist` }, logLevel: 'silent' })
  await addNativeProjects(folder)
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const read = (file: string) => readFile(`${folder}/${file}`, 'utf8')

describe('The native projects', () => {
  it('are opened by links of the scheme that the app names as its redirect URI', async () => {
    const [, scheme] = /redirectUri: '([^:]+):/.exec(await readFile(`${app}src/auth.ts`, 'utf8')) ?? []
    const manifest = await read('android/app/src/main/AndroidManifest.xml')
    const [, activity = ''] = /<activity(.*?)<\/activity>/s.exec(manifest) ?? []
    const filters = [...activity.matchAll(/<intent-filter>(.*?)<\/intent-filter>/gs)].map(([, filter = '']) => filter)
    const [filter = '', ...others] = filters.filter(each => each.includes('android.intent.action.VIEW'))
    expect(others).toEqual([])
    expect(filter).toContain(`<data android:scheme="${scheme}" />`)
    for (const category of ['DEFAULT', 'BROWSABLE']) expect(filter).toContain(`android.intent.category.${category}`)
    expect(activity).toContain('android:launchMode="singleTask"')

    const plist = await read('ios/App/App/Info.plist')
    const [, schemes] = /<key>CFBundleURLSchemes<\/key>\s*<array>(.*?)<\/array>/s.exec(plist) ?? []
    expect(schemes?.trim()).toBe(`<string>${scheme}</string>`)
    expect(plist.split('<dict>')).toHaveLength(plist.split('</dict>').length)
  })

  it('contain the app and every plugin that it needs', async () => {
    const gradle = await read('android/capacitor.settings.gradle')
    const swift = await read('ios/App/CapApp-SPM/Package.swift')
    for (const plugin of ['app', 'browser', 'preferences', 'secure-storage-plugin'])
      expect(gradle).toContain(`include ':capacitor-${plugin}'`)
    for (const plugin of ['App', 'Browser', 'Preferences', 'SecureStoragePlugin'])
      expect(swift).toContain(`.product(name: "Capacitor${plugin}"`)
    for (const page of ['android/app/src/main/assets/public/index.html', 'ios/App/App/public/index.html'])
      expect(await read(page)).toContain('<div id="root">')
  })

  it('keep what they store out of backups on Android', async () => {
    expect(await read('android/app/src/main/AndroidManifest.xml')).toContain('android:allowBackup="false"')
  })
})

it('A manifest of another kind is not changed by guessing', () => {
  expect(() => withUrlScheme('{}', 'com.example.app')).toThrow('There is no')
  expect(() => withoutBackup('<manifest />')).toThrow('backups')
})
