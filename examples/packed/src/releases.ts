import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { root } from '../../../.ci/files.ts'
import { lastCommit } from './last-commit.ts'
import { installed } from './project.ts'
import { packed, type Tarballs } from './tarballs.ts'

/** The workspace as it is, as it was one commit ago, and as it is but for the number of the stored format, which is raised. */
export type Release = 'this' | 'last' | 'next'

/** Releases of the library, each made when it is asked for first. */
export interface Releases {
  tarballs(release: Exclude<Release, 'next'>, test: TestContext): Promise<Tarballs>
  /** The folder of the project `shared-store`, with this release installed. */
  sharedStore(release: Release, test: TestContext): Promise<string>
}

export function releasesIn(scratch: string): Releases {
  const tarballs: Releases['tarballs'] = onceFor(async (release, test) => {
    if (release === 'this') return packed(root, scratch)
    const workspace = join(scratch, 'last-commit')
    await lastCommit(workspace, test)
    return packed(workspace, workspace)
  })
  const sharedStore: Releases['sharedStore'] = onceFor(async (release, test) => {
    const folder = join(scratch, `shared-store-of-${release}`)
    if (release !== 'next') await installed(['shared-store'], await tarballs(release, test), folder, test)
    else {
      await cp(await sharedStore('this', test), folder, { recursive: true })
      await raiseSchema(folder)
    }
    return folder
  })
  return { tarballs, sharedStore }
}

function onceFor<R extends Release, T>(make: (release: R, test: TestContext) => Promise<T>): typeof make {
  const made = new Map<R, Promise<T>>()
  return (release, test) => {
    const known = made.get(release) ?? make(release, test)
    made.set(release, known)
    return known
  }
}

async function raiseSchema(folder: string): Promise<void> {
  const path = join(folder, 'node_modules/@tessera/core/dist/session/grant-record.js')
  const code = await readFile(path, 'utf8')
  const raised = code.replace(/\bschema = (\d+)/, (_, number) => `schema = ${Number(number) + 1}`)
  if (raised === code) throw new Error('The number of the schema was not found.')
  await writeFile(path, raised)
}
