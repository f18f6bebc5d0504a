import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { snippetsOf } from '../../../.ci/snippets.ts'

const page = readFileSync(new URL('../../../docs/testing.md', import.meta.url), 'utf8')
const named = snippetsOf('page', page).filter(({ text }) => text.trimStart().startsWith('// file: '))

it.each(named)('the documentation shows $file as it is run', ({ file, text }) => {
  const run = readFileSync(new URL(file.replace('page/', './'), import.meta.url), 'utf8')
  expect(text.trim().split('\n').slice(1).join('\n')).toBe(run.trim())
})

it('the documentation shows every file of this example but these', () => {
  const shown = named.map(({ file }) => file.replace('page/', ''))
  const hidden = readdirSync(new URL('.', import.meta.url)).filter(file => !shown.includes(file))
  expect(hidden).toEqual([
    'docs.test.ts',
    'password.test.ts',
    'reporting-store.test.ts',
    'reporting-store.ts',
    'sqlite-store.test.ts',
    'sqlite-store.ts',
  ])
})
