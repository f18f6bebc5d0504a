// Packs every public package as it would be published, and asks publint and attw about the result. Its pages may lead to each other only,
// and what is for React's client says so.
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { exec, report } from './exec.ts'
import { cache, read, root } from './files.ts'
import { linksOf } from './links.ts'
import { type Package, publicPackages } from './packages.ts'

const packed = `${cache}/packed`
await rm(packed, { recursive: true, force: true })
await mkdir(packed, { recursive: true })
const packages = publicPackages()
const problems = await Promise.all(packages.map(problemsOf))
report(problems.flat(), `${packages.length} packages are well packed`)

async function problemsOf({ name, folder }: Package): Promise<readonly string[]> {
  const tarball = `${packed}/${folder.replaceAll('/', '-')}.tgz`
  const packing = await exec('pnpm', ['--dir', folder, 'pack', '--out', tarball])
  if (packing.code) return [`${name} cannot be packed:\n${packing.output}`]
  const [publint, attw] = await Promise.all([
    exec('publint', ['run', tarball, '--strict']),
    exec('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji']),
  ])
  return [
    ...(publint.code ? [`${name} does not satisfy publint:\n${publint.output}`] : []),
    ...strayLinks(folder),
    ...(name === '@tessera/react' ? unmarked(folder) : []),
    ...(attw.code ? [`${name} does not satisfy attw:\n${attw.output}`] : []),
  ]
}

/** Links that lead to no page of the same folder: whoever installed the package has no other. Packing has put the pages there. */
function strayLinks(folder: string): readonly string[] {
  const docs = `${folder}/docs`
  const pages = existsSync(root + docs) ? readdirSync(root + docs) : []
  return pages
    .flatMap(page => linksOf(`${docs}/${page}`))
    .filter(({ target }) => !target.startsWith('#') && !pages.includes(target.replace(/#.*/, '')))
    .map(({ page, line, target }) => `${page}:${line} links to ${target}, which is not in the package.`)
}

/** Files that a server component could not import: their hooks and contexts are for the client. A bundler may have dropped the mark. */
function unmarked(folder: string): readonly string[] {
  const built = readdirSync(`${root}${folder}/dist`).filter(file => file.endsWith('.js'))
  const missing = built.filter(file => !/^(['"])use client\1/.test(read(`${folder}/dist/${file}`)))
  return (built.length ? missing : ['no file']).map(file => `${folder}/dist/${file} does not begin with 'use client'.`)
}
