// Compiles every TypeScript block of the documentation against the packages, as a reader's project would.
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { exec, report } from './exec.ts'
import { cache, filesIn, read, root } from './files.ts'
import { publicPackages } from './packages.ts'
import { type Snippet, snippetsOf } from './snippets.ts'

const folder = `${cache}/snippets`
const configuration = {
  extends: `${root}tsconfig.base.json`,
  compilerOptions: {
    module: 'ESNext',
    moduleResolution: 'bundler',
    moduleDetection: 'force',
    jsx: 'react-jsx',
    allowImportingTsExtensions: true,
    declaration: false,
    isolatedDeclarations: false,
    types: ['node'],
  },
  include: ['pages'],
}

const pages = filesIn().filter(path => /^(?:README\.md|docs\/.*\.md|packages\/[^/]+\/README\.md)$/.test(path))
const snippets = pages.flatMap(page => snippetsOf(page, read(page)))
await rm(folder, { recursive: true, force: true })
await mkdir(`${folder}/node_modules`, { recursive: true })
await writeFile(`${folder}/tsconfig.json`, JSON.stringify(configuration))
await Promise.all(snippets.map(write))
for (const { name, folder } of publicPackages()) await install(name, root + folder)
for (const home of filesIn().filter(path => path.endsWith('package.json')))
  await installAllOf(`${root}${dirname(home)}/node_modules`)
const { code, output } = snippets.length ? await exec('tsc', ['--noEmit', '-p', folder]) : { code: 0, output: '' }
const excused = snippets.filter(({ text }) => text.trimStart().startsWith('// not compiled'))
const excuses = excused.map(({ file }) => `${file} says that it is not compiled; every snippet is.`)
const strayed = snippets.filter(({ copyOf }) => copyOf && !isIn(copyOf.path, copyOf.text))
const differences = strayed.map(({ file }) => `${file} is no longer what the file of that name says.`)
report(
  [...excuses, ...differences, ...(code ? [readable(output)] : [])],
  `${snippets.length} snippets of ${pages.length} pages compile`,
)

async function write({ file, text }: Snippet): Promise<void> {
  const path = `${folder}/pages/${file}`
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}

function isIn(path: string, text: string): boolean {
  return existsSync(root + path) && read(path) === text
}

/** Whatever a package or an example depends on may be imported by a snippet. The first one found counts. */
async function installAllOf(installed: string): Promise<void> {
  for (const name of await readdir(installed).catch(() => [])) {
    if (name.startsWith('.')) continue
    const names = name.startsWith('@') ? (await readdir(`${installed}/${name}`)).map(each => `${name}/${each}`) : [name]
    for (const each of names) await install(each, `${installed}/${each}`)
  }
}

async function install(name: string, target: string): Promise<void> {
  const link = `${folder}/node_modules/${name}`
  await mkdir(dirname(link), { recursive: true })
  await symlink(target, link).catch(() => undefined)
}

/** Lines of a snippet are the lines of its page, so only the name has to be put right. */
function readable(output: string): string {
  return output.replaceAll(/[^\s]*pages\/([^\s(]+\.md)\/[^\s(]+\((\d+),(\d+)\)/g, '$1:$2:$3')
}
