import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { root } from '../../../.ci/files.ts'
import { lastCommit } from './last-commit.ts'
import { installed } from './project.ts'
import { packed, type Tarballs } from './tarballs.ts'

/** The workspace as it is, as it was one commit ago, and as it is but for the number of the stored format, which is raised. */
export type Release = 'this' | 'last' | 'next'

/** Where projects are with a release of the library installed, each made when it is asked for first. */
export interface Releases {
  readonly sharedStore: ReleasedProject
  readonly sideBySide: ReleasedProject
}

type ReleasedProject = (release: Release, test: TestContext) => Promise<string>

export function releasesIn(scratch: string): Releases {
  const tarballs = onceFor(async (release: Exclude<Release, 'next'>, test): Promise<Tarballs> => {
    if (release === 'this') return packed(root, scratch)
    const workspace = join(scratch, 'last-commit')
    await lastCommit(workspace, test)
    return packed(workspace, workspace)
  })
  const project = (name: string) => {
    const made: ReleasedProject = onceFor(async (release, test) => {
      const folder = join(scratch, `${name}-of-${release}`)
      if (release !== 'next') await installed([name], await tarballs(release, test), folder, test)
      else {
        await cp(await made('this', test), folder, { recursive: true })
        await raiseSchema(folder)
      }
      return folder
    })
    return made
  }
  return { sharedStore: project('shared-store'), sideBySide: project('side-by-side') }
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
