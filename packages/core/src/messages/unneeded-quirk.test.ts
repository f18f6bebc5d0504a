import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, it, vi } from 'vitest'
import { unneededQuirk } from './unneeded-quirk.development.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../..', import.meta.url))
const reading = `
  import { parseUserinfo } from './packages/core/src/messages/userinfo-response.ts'
  parseUserinfo('{"sub":"1"}', '1', { numericSubject: true })
`

afterEach(() => vi.restoreAllMocks())

it('a quirk that was not needed is told once, by its name', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined)
  unneededQuirk('numericSubject')
  unneededQuirk('numericSubject')
  unneededQuirk('readUserinfo')
  expect(warn.mock.calls.flat()).toEqual([
    expect.stringContaining('the quirk numericSubject '),
    expect.stringContaining('the quirk readUserinfo '),
  ])
})

it.each([
  ['development', ['-C', 'development'], /^Tessera: the quirk numericSubject .*\n$/],
  ['anything else', [], /^$/],
])('and only where code is built for development: for %s', async (_, conditions, told) => {
  const source = ['-C', '@tessera/source', '--import', './.ci/from-source.ts', '--input-type', 'module', '-e', reading]
  const { stderr } = await run('node', [...conditions, ...source], { cwd: root })
  expect(stderr).toMatch(told)
})
