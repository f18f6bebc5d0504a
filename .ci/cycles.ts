import type { Module } from './modules.ts'

/**
 * Where imports lead back to their beginning, as `a → b → a`: types count, `import()` does not. At least one for every
 * group of modules that do.
 */
export function cycles(modules: readonly Module[]): readonly string[] {
  const byPath = new Map(modules.map(module => [module.path, module]))
  const done = new Set<string>()
  const trail: string[] = []
  const found: string[] = []

  function visit(path: string): void {
    const start = trail.indexOf(path)
    if (start >= 0) {
      found.push([...trail.slice(start), path].join(' → '))
      return
    }
    if (done.has(path)) return
    trail.push(path)
    for (const { from, kind } of byPath.get(path)?.imports ?? []) if (kind !== 'later') visit(from)
    trail.pop()
    done.add(path)
  }

  for (const { path } of modules) visit(path)
  return [...new Set(found)]
}
