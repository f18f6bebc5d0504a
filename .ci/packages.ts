import { filesIn, read } from './files.ts'

/** One entry of a package's `exports`, as the workspace and as the published package see it. */
export interface Entry {
  /** What a consumer imports, such as `@tessera/core/session`. */
  readonly specifier: string
  /** Relative to the root. */
  readonly source: string
}

export interface Package {
  readonly name: string
  /** Relative to the root. */
  readonly folder: string
  readonly entries: readonly Entry[]
}

interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** Every package that will be published. */
export function publicPackages(): readonly Package[] {
  const manifests = filesIn('packages').filter(path => /^packages\/[^/]+\/package\.json$/.test(path))
  return manifests.flatMap(path => publicPackage(path.slice(0, -'/package.json'.length), JSON.parse(read(path))))
}

function publicPackage(folder: string, { name, private: isPrivate, exports = {} }: Manifest): readonly Package[] {
  if (isPrivate) return []
  const entries = Object.entries(exports).flatMap(([subpath, conditions]) => {
    const source = conditions['@tessera/source']
    return source ? [{ specifier: name + subpath.slice(1), source: folder + source.slice(1) }] : []
  })
  return [{ name, folder, entries }]
}
