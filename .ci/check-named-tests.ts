// That every test to which a table of the documentation links by its name is there, word for word.
import { posix } from 'node:path'
import { report } from './exec.ts'
import { filesIn, read } from './files.ts'

interface Named {
  readonly page: string
  readonly name: string
  readonly file: string
}

const pages = filesIn('docs').filter(path => path.endsWith('.md'))
const named = pages.flatMap(namedIn)
report(named.flatMap(problemOf), `${named.length} tests that the documentation names are there`)

function namedIn(page: string): readonly Named[] {
  const rows = read(page)
    .split('\n')
    .filter(line => line.startsWith('|'))
  const links = rows
    .join('\n')
    .matchAll(/\[([^\]]+)\]\((\.\.\/[^)]+\.test\.tsx?|\.\.\/[^)]+\/test-support\/[^)]+\.ts)\)/g)
  return [...links].map(([, name = '', file = '']) => ({ page, name, file: posix.join(posix.dirname(page), file) }))
}

function problemOf({ page, name, file }: Named): readonly string[] {
  const isThere = ["'", '"', '`'].some(quote => read(file).includes(quote + name + quote))
  return isThere ? [] : [`${page} names a test that is not in ${file}: ${name}`]
}
