import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { withIntentFilter, withoutBackup, withUrlScheme } from './manifests.ts'

const run = promisify(execFile)
const cli = fileURLToPath(new URL('../node_modules/@capacitor/cli/bin/capacitor', import.meta.url))

/** Adds an Android and an iOS project to a built app, with what lets links of its scheme open it. Needs no network, and neither SDK. */
export async function addNativeProjects(folder: string): Promise<void> {
  const { appId } = JSON.parse(await readFile(`${folder}/capacitor.config.json`, 'utf8'))
  for (const command of ['add android', 'add ios', 'sync']) await capacitor(folder, command)
  await change(`${folder}/android/app/src/main/AndroidManifest.xml`, xml => withoutBackup(withIntentFilter(xml, appId)))
  await change(`${folder}/ios/App/App/Info.plist`, plist => withUrlScheme(plist, appId))
}

async function capacitor(cwd: string, command: string): Promise<void> {
  const env = { ...process.env, CAPACITOR_TELEMETRY: '0', CI: 'true' }
  await run(process.execPath, [cli, ...command.split(' ')], { cwd, env })
}

async function change(path: string, into: (text: string) => string): Promise<void> {
  await writeFile(path, into(await readFile(path, 'utf8')))
}
