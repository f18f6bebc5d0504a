import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exec } from '../../../.ci/exec.ts'

/** Where the packed packages of one workspace are, by name. */
export type Tarballs = Readonly<Record<string, string>>

interface Manifest {
  readonly name: string
  readonly private?: boolean
}

/** Packs every public package of a workspace that is built, as it would be published. */
export async function packed(workspace: string, into: string): Promise<Tarballs> {
  const folders = await readdir(join(workspace, 'packages'))
  const tarballs = await Promise.all(folders.map(folder => packedFrom(join(workspace, 'packages', folder), into)))
  return Object.fromEntries(tarballs.flat())
}

async function packedFrom(folder: string, into: string): Promise<readonly (readonly [string, string])[]> {
  const { name, private: isPrivate }: Manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  if (isPrivate) return []
  if (!(await readdir(folder)).includes('dist')) throw new Error(`${name} is not built: run "pnpm build" first.`)
  const tarball = join(into, `${name.replaceAll(/\W+/g, '-')}.tgz`)
  const { code, output } = await exec('pnpm', ['--dir', folder, 'pack', '--out', tarball])
  if (code) throw new Error(`${name} cannot be packed:\n${output}`)
  return [[name, tarball]]
}
