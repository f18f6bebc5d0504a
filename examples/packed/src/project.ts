import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestContext } from 'vitest'
import { exec } from '../../../.ci/exec.ts'
import type { Tarballs } from './tarballs.ts'

/** By the package manager of those who use the packages, not of those who make them. */
const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1']
const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/

/**
 * Copies one of `projects` out of the workspace and installs it, with Tessera from tarballs. Where there is no network to
 * install from, the test is skipped; in CI it fails.
 */
export async function installed(
  name: string,
  tarballs: Tarballs,
  folder: string,
  { skip }: TestContext,
): Promise<void> {
  await cp(fileURLToPath(new URL(`../projects/${name}`, import.meta.url)), folder, { recursive: true })
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  for (const [dependency, tarball] of Object.entries(tarballs))
    if (manifest.dependencies[dependency]) manifest.dependencies[dependency] = `file:${tarball}`
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  const { code, output } = await exec('npm', install, { cwd: folder })
  if (code && !process.env.CI && unreachable.test(output)) skip('skipped: nothing can be installed without a network')
  if (code) throw new Error(`${name} cannot be installed:\n${output}`)
}
