import { posix } from 'node:path'
import { type ImportDeclarationSpecifier, parseSync, Visitor } from 'oxc-parser'
import { filesIn, read } from './files.ts'
import { publicPackages } from './packages.ts'

export interface Import {
  /** The module's path relative to the root, or the specifier of a package outside this workspace. */
  readonly from: string
  /** What it takes, by the names of the module that exports them; `*` for everything. */
  readonly names: readonly string[]
  /** `type` is gone when compiled, `later` is an `import()`. */
  readonly kind: 'value' | 'type' | 'later'
}

export interface Module {
  readonly path: string
  readonly imports: readonly Import[]
  /** Syntax that switches the type checker off or hides what an entry exports, each as `line: what`. */
  readonly escapes: readonly { readonly line: number; readonly what: string }[]
  /** Neither blank nor comment. */
  readonly linesOfCode: number
}

const sources = new Map(
  publicPackages().flatMap(({ entries }) => entries.map(entry => [entry.specifier, entry.source])),
)

/** Every module of every package's `src`, tests left out. */
export function modules(): readonly Module[] {
  const paths = filesIn('packages').filter(path => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(path))
  const present = new Set(paths)
  return paths.filter(path => !/\.test\.tsx?$/.test(path)).map(path => moduleAt(path, present))
}

function moduleAt(path: string, present: ReadonlySet<string>): Module {
  const text = read(path)
  const { program, comments, errors } = parseSync(path, text)
  if (errors[0]) throw new Error(`${path} cannot be read: ${errors[0].message}`)
  const imports: Import[] = []
  const escapes: { line: number; what: string }[] = []
  const found = (specifier: string, names: readonly string[], kind: Import['kind']) =>
    imports.push({ from: resolve(path, specifier, present), names, kind })
  const escapesAt = (what: string, { start }: { start: number }) =>
    escapes.push({ line: text.slice(0, start).split('\n').length, what })
  new Visitor({
    ImportDeclaration: node => {
      const types = node.specifiers.filter(each => node.importKind === 'type' || isTypeOnly(each))
      const values = node.specifiers.filter(each => !types.includes(each))
      if (types.length) found(node.source.value, types.map(imported), 'type')
      if (values.length || !types.length) found(node.source.value, values.map(imported), 'value')
    },
    ImportExpression: node => node.source.type === 'Literal' && found(String(node.source.value), ['*'], 'later'),
    TSImportType: node => found(node.source.value, [], 'type'),
    ExportNamedDeclaration: node => {
      const names = node.specifiers.map(each => nameOf(each.local))
      if (node.source) found(node.source.value, names, node.exportKind === 'type' ? 'type' : 'value')
    },
    ExportAllDeclaration: node => {
      found(node.source.value, ['*'], node.exportKind === 'type' ? 'type' : 'value')
      if (!node.exported) escapesAt('`export *`', node)
    },
    TSAsExpression: node => isConst(node.typeAnnotation) || escapesAt('a cast', node),
    TSTypeAssertion: node => isConst(node.typeAnnotation) || escapesAt('a cast', node),
    TSNonNullExpression: node => escapesAt('a non-null `!`', node),
    TSAnyKeyword: node => escapesAt('`any`', node),
  }).visit(program)
  return { path, imports, escapes, linesOfCode: linesWithout(comments, text) }
}

function isTypeOnly(specifier: ImportDeclarationSpecifier): boolean {
  return specifier.type === 'ImportSpecifier' && specifier.importKind === 'type'
}

function imported(specifier: ImportDeclarationSpecifier): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*'
  return specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported)
}

function nameOf(node: { readonly name: string } | { readonly value: unknown }): string {
  return 'name' in node ? node.name : String(node.value)
}

function isConst(type: { readonly type: string; readonly typeName?: object }): boolean {
  return (
    type.type === 'TSTypeReference' &&
    type.typeName !== undefined &&
    'name' in type.typeName &&
    type.typeName.name === 'const'
  )
}

function resolve(importer: string, specifier: string, present: ReadonlySet<string>): string {
  if (!specifier.startsWith('.')) return sources.get(specifier) ?? specifier
  const path = posix.join(posix.dirname(importer), specifier)
  const candidates = [path, path.replace(/\.jsx?$/, '.ts'), path.replace(/\.jsx?$/, '.tsx')]
  return candidates.find(candidate => present.has(candidate)) ?? path
}

function linesWithout(comments: readonly { start: number; end: number }[], text: string): number {
  const starts = [0, ...comments.map(({ end }) => end)]
  const ends = [...comments.map(({ start }) => start), text.length]
  const code = starts.map((start, index) => text.slice(start, ends[index])).join('')
  return code.split('\n').filter(line => line.trim()).length
}
