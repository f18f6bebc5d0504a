import type { Module } from './modules.ts'

/** Every way back to where an import began, found once each: `a → b → a`. */
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
    for (const { from } of byPath.get(path)?.imports ?? []) visit(from)
    trail.pop()
    done.add(path)
  }

  for (const { path } of modules) visit(path)
  return [...new Set(found)]
}
