import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestContext } from 'vitest'
import { exec } from '../../../.ci/exec.ts'
import type { Tarballs } from './tarballs.ts'

/** By the package manager of those who use the packages, not of those who make them. */
const install = ['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error']
const retries = { npm_config_fetch_retries: '1', npm_config_fetch_retry_mintimeout: '1000' }

/** What somebody may have left in the folder of an example. */
const leftovers = /[\\/](?:node_modules|\.next|package-lock\.json)$/

/** Copies folders, relative to `projects`, out of the workspace, over one another, and installs them, with Tessera from tarballs. */
export async function installed(
  parts: readonly string[],
  tarballs: Tarballs,
  folder: string,
  context: TestContext,
): Promise<void> {
  for (const part of parts)
    await cp(fileURLToPath(new URL(`../projects/${part}`, import.meta.url)), folder, {
      recursive: true,
      filter: source => !leftovers.test(source),
    })
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  for (const [dependency, tarball] of Object.entries(tarballs))
    if (manifest.dependencies[dependency]) manifest.dependencies[dependency] = `file:${tarball}`
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  // What is kept may be older than what it names.
  await fetching([...install, '--prefer-offline'], folder, context, [...install, '--prefer-online'])
}

/** Runs what may need a network, in another way where that fails. Where the package registry is out of reach the test is skipped; in CI it fails. */
export async function fetching(
  command: readonly string[],
  cwd: string,
  context: TestContext,
  otherwise?: readonly string[],
): Promise<void> {
  const [program = '', ...args] = command
  const { code, output } = await exec(program, args, { cwd, env: retries })
  if (code && otherwise) return fetching(otherwise, cwd, context)
  if (code && !process.env.CI && !(await isOnline()))
    context.skip('skipped: nothing can be installed without a network')
  if (code) throw new Error(`${program} cannot install:\n${output}`)
}

async function isOnline(): Promise<boolean> {
  const { code } = await exec('npm', ['view', 'react', 'version', '--prefer-online'], { env: retries })
  return code === 0
}
