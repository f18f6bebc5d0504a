// Imports every entry of every built package where an import must do nothing: in a bare process, in a worker, and
// where a page is rendered on a server. Each process has to end by itself.
import { exec, report } from './exec.ts'
import { root } from './files.ts'
import { type Package, publicPackages } from './packages.ts'

const packages = publicPackages()
const problems = await Promise.all(packages.flatMap(each => [importing('bare', each), importing('watched', each)]))
const count = packages.flatMap(({ entries }) => entries).length
report(problems.flat(), `${count} entries can be imported anywhere and leave nothing behind`)

/** From the package's own folder, where its peers can be found, and without the condition that leads to the source. */
async function importing(kind: 'bare' | 'watched', { name, folder, entries }: Package): Promise<readonly string[]> {
  const specifiers = entries.map(({ specifier }) => specifier)
  const probe = `${root}.ci/import-${kind}.mjs`
  const { code, output } = await exec('node', [probe, `${root}${folder}`, ...specifiers], { timeout: 20_000 })
  return code === 0 ? [] : [`Importing ${name} (${kind}):\n${output}`]
}
