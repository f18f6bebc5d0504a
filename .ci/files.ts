import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const root: string = fileURLToPath(new URL('..', import.meta.url))
export const cache: string = `${root}.cache`

const ignored = new Set(['.git', ...readFileSync(`${root}.gitignore`, 'utf8').split('\n')])

/** The project's own files below a folder, relative to the root: what git would track, in a copy without git too. */
export function filesIn(folder = ''): readonly string[] {
  if (!existsSync(root + folder)) return []
  const entries = readdirSync(root + folder, { withFileTypes: true })
  return entries.flatMap(entry => {
    const path = folder ? `${folder}/${entry.name}` : entry.name
    return ignored.has(entry.name) || ignored.has(path) ? [] : filesOf(entry, path)
  })
}

function filesOf(entry: Dirent, path: string): readonly string[] {
  return entry.isDirectory() ? filesIn(path) : [path]
}

export function read(path: string): string {
  return readFileSync(root + path, 'utf8')
}
