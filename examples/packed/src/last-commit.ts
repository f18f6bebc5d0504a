import { mkdir } from 'node:fs/promises'
import type { TestContext } from 'vitest'
import { exec } from '../../../.ci/exec.ts'
import { fetching } from './project.ts'

/** This workspace as it was one commit ago, built in a folder of its own. Where there is no history the test is skipped. */
export async function lastCommit(folder: string, context: TestContext): Promise<void> {
  const known = await exec('git', ['rev-parse', '--quiet', '--verify', 'HEAD~1'])
  if (known.code) context.skip('skipped: there is no history to take the last commit from')
  await mkdir(folder)
  await succeeding(`git archive HEAD~1 | tar -x -C ${folder}`)
  await fetching(['pnpm', 'install', '--frozen-lockfile', '--prefer-offline', '--filter=./packages/*'], folder, context)
  await succeeding(`pnpm --dir ${folder} --filter='./packages/*' run build`)
}

async function succeeding(command: string): Promise<void> {
  const { code, output } = await exec('sh', ['-c', command])
  if (code) throw new Error(`${command} fails:\n${output}`)
}
